using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>One training of a <see cref="Scenario"/>, ready to run: the user's side of it, before any policy.</summary>
public sealed record Trial
{
    private const ulong Stride = 1_000_003;

    /// <summary>A training whose batches follow from a seed.</summary>
    public Trial(int seed) => Seed = seed;

    /// <summary>What learns. It forwards its children through <c>call()</c>, so that hooks fire.</summary>
    public required nn.Module<Tensor, Tensor> Model { get; init; }

    /// <summary>The user's own choice, good or bad.</summary>
    public required optim.Optimizer Optimizer { get; init; }

    /// <summary>Draws a batch, faults included, from the generator it is given, which belongs to the batch of that index alone.</summary>
    public required Func<int, Generator, (Tensor X, Tensor Y)> Draw { get; init; }

    /// <summary>The training loss of outputs and targets: one value.</summary>
    public required Func<Tensor, Tensor, Tensor> Loss { get; init; }

    /// <summary>
    /// The training loss where it depends on the step (a weight that is warmed up, a task that changes): of outputs, targets and the index
    /// of the batch. Default: <see cref="Loss"/>.
    /// </summary>
    public Func<Tensor, Tensor, int, Tensor>? LossAt { get; init; }

    /// <summary>Held-out data without faults.</summary>
    public required (Tensor X, Tensor Y) Clean { get; init; }

    /// <summary>The loss on <see cref="Clean"/>, where it differs from the training loss; it is given float64 outputs.</summary>
    public Func<Tensor, Tensor, Tensor>? CleanLoss { get; init; }

    /// <summary>The user's schedule: what the learning rate is multiplied by at a step.</summary>
    public Func<int, double> Factor { get; init; } = _ => 1;

    /// <summary>
    /// Faults of the optimizer: called with its parameters after each of its updates, which is part of the update to everyone who measures
    /// that. Only a policy that is a guard lets them strike. Default: none.
    /// </summary>
    public Action<IReadOnlyList<Parameter>>? Faults { get; init; }

    /// <summary>What the batches follow from.</summary>
    internal int Seed { get; }

    /// <summary>The same without the user's schedule.</summary>
    internal Trial WithoutSchedule() => this with { Factor = _ => 1 };

    /// <summary>
    /// Batch <paramref name="index"/>: the same for every policy, whatever was drawn before, since each has a generator of its own.
    /// </summary>
    public TrialBatch Batch(int index)
    {
        using var generator = new Generator(((ulong)Seed * Stride) + (ulong)index + 1);
        var (x, y) = Draw(index, generator);
        return new(x, y, index);
    }

    /// <summary>The training loss of a batch.</summary>
    public Tensor LossOf(TrialBatch batch)
    {
        var output = Model.call(batch.X);
        return LossAt is null ? Loss(output, batch.Y) : LossAt(output, batch.Y, batch.Index);
    }

    /// <summary>The clean loss as the model is now, in evaluation mode and float64.</summary>
    public double Evaluate()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return CleanLossOf(CleanOutput());
    }

    /// <summary>The same, and what it would be if every answer were the mean of all.</summary>
    internal (double Loss, double OfMean) EvaluateBesideMean()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var output = CleanOutput();
        return (CleanLossOf(output), CleanLossOf(output.mean([0], keepdim: true).expand(output.shape).contiguous()));
    }

    private Tensor CleanOutput()
    {
        Model.eval();
        var output = Model.call(Clean.X).to(ScalarType.Float64);
        Model.train();
        return output;
    }

    private double CleanLossOf(Tensor output)
    {
        var target = Clean.Y.is_floating_point() ? Clean.Y.to(ScalarType.Float64) : Clean.Y;
        return (CleanLoss ?? Loss)(output, target).item<double>();
    }
}
