using TorchSharp.Modules;

namespace Ballast;

/// <summary>
/// Starts the optimizer's state afresh every so many steps, moments and step counters together: what a spike left in them ends (SPAM,
/// Huang, Zhu, Jin et al. 2025, arXiv:2501.06842). The published code leaves the counters, so that its next Adam step is three times too
/// long, and hides it by a ramp of the learning rate; here the first step after a reset is no longer than the first of a training.
/// </summary>
internal sealed class MomentumReset(int every) : Edit("momentum-reset")
{
    private readonly int _every = Require.AtLeast(every, 1);
    private FusedOptimizer? _optimizer;

    public override EditMoment Moment => EditMoment.BeforeUpdate;

    public override void Begin(EditContext context) =>
        _optimizer =
            context.Optimizer as FusedOptimizer
            ?? throw new ArgumentException(
                $"The edit {Name} restarts the state of Ballast's own optimizers, but this is {context.Optimizer.GetType().Name}: make it "
                    + "with Ballast.Optimizers, or remove the edit.",
                nameof(context)
            );

    public override string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        if (reading.Position == 0 || reading.Position % _every != 0)
            return null;
        _optimizer!.Restart();
        return "moments and step counters of the optimizer start afresh";
    }
}
