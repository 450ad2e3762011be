using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Graph convolutions H = relu(H S + A H N) over a fixed graph, and a linear readout at every node.</summary>
internal sealed class GraphNet : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> self,
        neighbours;
    private readonly Linear readout;
    private readonly Tensor adjacency;

    /// <param name="adjacency">How neighbours are added up, [nodes, nodes].</param>
    /// <param name="depth">Number of convolutions.</param>
    /// <param name="width">Channels of a node.</param>
    /// <param name="weights">What they follow from.</param>
    public GraphNet(Tensor adjacency, int depth, int width, Generator weights)
        : base("graph")
    {
        (self, neighbours) = (All(), All());
        readout = Layers.Linear(width, 1, 1, weights);
        this.adjacency = adjacency;
        RegisterComponents();

        ModuleList<Linear> All() =>
            nn.ModuleList<Linear>([.. Enumerable.Range(0, depth).Select(i => Layers.Linear(i == 0 ? 1 : width, width, 1, weights))]);
    }

    /// <summary>[n, nodes, 1] in and out.</summary>
    public override Tensor forward(Tensor x)
    {
        foreach (var (own, others) in self.Zip(neighbours))
            x = own.call(x).Plus(adjacency.matmul(others.call(x))).relu();
        return readout.call(x);
    }
}
