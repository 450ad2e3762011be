using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Convolutions and a stack of dense layers on small Fashion-MNIST (14 x 14), cross-entropy of logits: the image cases of AutoTrainer.
/// </summary>
internal sealed class ImageCase(string name, string kind, string source, ImageNet net, params Cause[] causes) : Case
{
    private const int BatchSize = 128;

    public override string Name => name;

    public override string Kind => kind;

    public override string Source => source;

    public override IReadOnlyList<Cause> Causes => causes;

    public override bool IsLostAtStart { get; } = kind is "exploding" or "vanishing" or "dead";

    public override int Steps => 300;

    public override double Floor => 0.1;

    public Func<IEnumerable<Parameter>, optim.Optimizer> Optimizer { get; init; } = parameters => Optimizers.Adam(parameters, 1e-3);

    public Func<IEnumerable<Parameter>, optim.Optimizer>? HealthyOptimizer { get; init; }

    /// <summary>Makes of the usual loss what is trained by.</summary>
    public Func<Tensor, Tensor> Bend { get; init; } = loss => loss;

    public override Trial Build(int seed) => Build(seed, net, Bend, Optimizer);

    public override Trial BuildHealthy(int seed) =>
        Build(seed, new(6, 16, "relu", Initializations.He(), 1), loss => loss, HealthyOptimizer ?? Optimizer);

    private static Trial Build(int seed, ImageNet net, Func<Tensor, Tensor> bend, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer)
    {
        var model = net.Build(seed);
        var (x, y) = SmallFashion.Clean();
        return new(seed)
        {
            Model = model,
            Optimizer = optimizer(model.parameters()),
            Draw = (_, generator) => SmallFashion.Draw(BatchSize, generator),
            Loss = (output, target) => bend(nn.functional.cross_entropy(output, target)),
            CleanLoss = (output, target) => nn.functional.cross_entropy(output, target),
            Clean = (x, y),
        };
    }
}
