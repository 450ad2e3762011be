using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>Which of three columns is largest over the nodes of a graph, by layers that average over neighbours.</summary>
public static class Graph
{
    private const int Nodes = 24;

    public static Network Net { get; } =
        new("graph", 300, 1.0 / 3, seed => Train(seed, 3, isMean: true, it => Optimizers.Adam(it, 5e-3)), Network.Accuracy);

    public static Trial Train(int seed, int depth, bool isMean, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer) =>
        Network.Train(seed, new Convolutions(depth, isMean), optimizer, Rows, (o, y) => nn.functional.cross_entropy(o, y));

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var x = randn([count, 1, 5], generator: generator) + randn([count, Nodes, 5], generator: generator);
        return (x, x.mean([1]).narrow(1, 0, 3).argmax(1));
    }

    private sealed class Convolutions : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> layers;
        private readonly Linear head = nn.Linear(24, 3);

        public Convolutions(int depth, bool isMean)
            : base("convolutions")
        {
            layers = new([.. Enumerable.Range(0, depth).Select(i => nn.Linear(i == 0 ? 5 : 24, 24))]);
            using var generator = new Generator(5);
            var half = rand([Nodes, Nodes], generator: generator) < 0.4;
            var edges = half.logical_or(half.t()).logical_or(eye(Nodes) > 0).to(ScalarType.Float32);
            register_buffer("edges", isMean ? edges / edges.sum(1, keepdim: true) : edges);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            foreach (var layer in layers)
                x = nn.functional.relu(layer.call(get_buffer("edges")!.matmul(x)));
            return head.call(x.mean([1]));
        }
    }
}

public sealed class GraphSums()
    : Fault(Graph.Net, "sums", "exploding", trial => trial, Cause.Normalization, Cause.Initialization, Cause.InputScale)
{
    public override Trial Build(int seed) => Graph.Train(seed, 6, isMean: false, it => Optimizers.SGD(it, 0.05, momentum: 0.9));
}

public sealed class GraphRate() : Fault(Graph.Net, "rate", "rate", Mutation.Rate(300).Apply, Cause.RateTooLarge);
