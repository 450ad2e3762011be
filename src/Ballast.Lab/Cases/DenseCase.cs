using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A stack of dense layers on points in the plane, with the losses of Keras: the small cases of AutoTrainer.</summary>
internal sealed class DenseCase(string name, string kind, string source, PointTask task, DenseStack stack, params Cause[] causes) : Case
{
    private static readonly DenseStack s_healthy = new(5, 5, "tanh", Initializations.He(), "sigmoid");

    public override string Name => name;

    public override string Kind => kind;

    public override string Source => source;

    public override IReadOnlyList<Cause> Causes => causes;

    public override bool IsLostAtStart { get; } = kind is "exploding" or "vanishing";

    public override int Steps => 900;

    public override double Floor => 1.0 / task.Classes;

    public int Batch { get; init; } = task.Classes == 2 ? 128 : 256;

    public Func<IEnumerable<Parameter>, optim.Optimizer> Optimizer { get; init; } = parameters => Optimizers.Adam(parameters, 1e-3);

    /// <summary>The optimizer of the twin; by default the same.</summary>
    public Func<IEnumerable<Parameter>, optim.Optimizer>? HealthyOptimizer { get; init; }

    public int HealthyBatch { get; init; }

    public DenseStack Healthy { get; init; } = s_healthy with { Output = task.Classes == 2 ? "sigmoid" : "softmax" };

    public override Trial Build(int seed) => Build(seed, stack, Batch, Optimizer);

    public override Trial BuildHealthy(int seed) =>
        Build(seed, Healthy, HealthyBatch > 0 ? HealthyBatch : Batch, HealthyOptimizer ?? Optimizer);

    private Trial Build(int seed, DenseStack net, int batch, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer)
    {
        var model = net.Build(2, task.Classes == 2 ? 1 : task.Classes, seed);
        return new(seed)
        {
            Model = model,
            Optimizer = optimizer(model.parameters()),
            Draw = (_, generator) => task.Draw(batch, generator),
            Loss = task.Classes == 2 ? Probabilities.Binary : Probabilities.Categorical,
            Clean = task.Clean,
        };
    }
}
