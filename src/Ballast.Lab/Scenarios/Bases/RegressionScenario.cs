using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// y = u.x + 2 tanh(v.x), standardised, of 20 standard normal inputs, with fixed unit vectors u and v. As it stands: a ReLU
/// perceptron 20-64-64-1, mean squared error, batches of 64, 300 steps. A scenario overrides what is wrong with it.
/// </summary>
internal abstract class RegressionScenario : Scenario
{
    private const int Inputs = 20,
        BatchSize = 64,
        CleanPoints = 1000,
        Sample = 100_000;
    private const ulong TaskSeed = 20,
        CleanSeed = 21;

    private static readonly Lazy<(Tensor U, Tensor V, double Std)> s_task = new(MakeTask);

    public override int Steps => 300;

    public override double Trivial => 1;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [Inputs, 64, 64, 1], Layers.He, lastGain: 1);
        var x = randn([CleanPoints, Inputs], generator: clean);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizer(model),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            CleanLoss = CleanLoss,
            Draw = Draw,
            Clean = (x, Target(x)),
        };
    }

    protected abstract optim.Optimizer Optimizer(nn.Module model);

    /// <summary>What the sensor makes of the true values in batch <paramref name="index"/>.</summary>
    protected virtual Tensor Labels(int index, Tensor truth, Generator generator) => truth;

    protected virtual Tensor CleanLoss(Tensor output, Tensor truth) => nn.functional.mse_loss(output, truth);

    private (Tensor X, Tensor Y) Draw(int index, Generator generator)
    {
        var x = randn([BatchSize, Inputs], generator: generator);
        return (x, Labels(index, Target(x), generator));
    }

    /// <summary>The true values of inputs [n, 20].</summary>
    internal static Tensor Target(Tensor x) => Raw(x, s_task.Value.U, s_task.Value.V).Shrink(s_task.Value.Std);

    private static Tensor Raw(Tensor x, Tensor u, Tensor v) => x.matmul(u).Plus(x.matmul(v).tanh_().Scale(2));

    // the mean is 0 by symmetry; the standard deviation depends on the angle between u and v
    private static (Tensor, Tensor, double) MakeTask()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(TaskSeed);
        var (u, v) = (Direction(generator), Direction(generator));
        var std = Raw(randn([Sample, Inputs], generator: generator), u, v).std().item<float>();
        return (u.DetachFromDisposeScope(), v.DetachFromDisposeScope(), std);
    }

    private static Tensor Direction(Generator generator)
    {
        var direction = randn([Inputs, 1], generator: generator);
        return direction / direction.norm();
    }
}
