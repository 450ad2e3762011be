using Ballast.Testing;

namespace Ballast.Lab;

/// <summary>One fault in one training.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Step">At which step.</param>
/// <param name="Value">What becomes of a value that is struck.</param>
/// <param name="Index">Which tensor and which value in it, counted round; of a kill, microseconds after the step.</param>
/// <param name="Bit">Which bit a flip turns round.</param>
/// <param name="Factor">What a learning rate is multiplied by.</param>
public sealed record ChaosFault(ChaosKind Kind, long Step, FaultKind Value, long Index, int Bit, double Factor)
{
    /// <summary>Whether a training is to end as well as without it.</summary>
    public bool IsTransient => Kind is ChaosKind.Batch or ChaosKind.Gradient or ChaosKind.Weight or ChaosKind.State or ChaosKind.Rate;

    /// <summary>What is struck into a tensor.</summary>
    internal Fault Strike => new(Value, Step) { Index = Index, Bit = Bit };

    /// <summary>As a line of C#.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"new ChaosFault(ChaosKind.{Kind}, Step: {Step}, FaultKind.{Value}, Index: {Index}, Bit: {Bit}, Factor: {Factor})"
        );
}
