using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A guard as that of the training, but without set-up, edits and sinks, whose rules and transforms forget afterwards what they learned.
/// </summary>
internal sealed class RehearsalGuard(StepGuard guard, RuleSet rules, StepExecutor executor) : IRehearsalGuard
{
    private readonly IReadOnlyDictionary<string, string> _before = rules.Save();
    private readonly byte[][] _transforms = executor.Transforms;

    public void Step(Tensor loss)
    {
        guard.Backward(loss);
        guard.Step(loss);
    }

    public void Dispose()
    {
        guard.Dispose();
        rules.Load(_before);
        executor.Transforms = _transforms;
    }
}
