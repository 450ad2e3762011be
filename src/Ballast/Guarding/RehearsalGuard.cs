using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A guard as that of the training, but without set-up, edits and sinks, whose rules forget afterwards what they learned.
/// </summary>
internal sealed class RehearsalGuard(StepGuard guard, RuleSet rules) : IRehearsalGuard
{
    private readonly IReadOnlyDictionary<string, string> _before = rules.Save();

    public void Step(Tensor loss)
    {
        guard.Backward(loss);
        guard.Step(loss);
    }

    public void Dispose()
    {
        guard.Dispose();
        rules.Load(_before);
    }
}
