using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A published clipper as it is used elsewhere: gradients are changed in place, then the optimizer steps, whatever came out of
/// it. (A <see cref="StepGuard"/> never lets a non-finite gradient through, so it cannot play this part.)
/// </summary>
/// <param name="name">As given to <c>--policy</c>.</param>
/// <param name="clipper">A new clipper, with its own memory, for every training.</param>
public sealed class ClippingPolicy(string name, Func<Action<IReadOnlyList<Parameter>>> clipper) : Policy(name)
{
    /// <inheritdoc/>
    public override PolicyRun Start(Trial trial, int steps)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return new Run(trial.Optimizer, [.. trial.Model.parameters()], clipper());
    }

    private sealed class Run(optim.Optimizer optimizer, Parameter[] parameters, Action<IReadOnlyList<Parameter>> clip)
        : PolicyRun(optimizer)
    {
        public override void Step(Tensor loss)
        {
            loss.backward();
            using (no_grad())
                clip(parameters);
            Optimizer.step();
        }
    }
}
