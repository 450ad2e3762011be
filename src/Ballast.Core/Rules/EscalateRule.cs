namespace Ballast;

/// <summary>
/// Counts refusals in a row, whoever refused, and answers more severely once <c>after</c> of them have been borne: with
/// <c>after: 40</c> the 41st. The end of every ladder.
/// </summary>
internal sealed class EscalateRule(int after, VerdictKind to) : IGuardRule
{
    private readonly int _after = Require.AtLeast(after, 0);
    private readonly VerdictKind _to = to is VerdictKind.Rollback or VerdictKind.Halt
        ? to
        : throw new ArgumentOutOfRangeException(nameof(to), to, $"to is {to} but must be Rollback or Halt.");
    private long _refusals;

    public string Name => _to == VerdictKind.Halt ? "escalate-to-halt" : "escalate-to-rollback";

    public Verdict Judge(GradientReading reading) => Verdict.Proceed;

    public Verdict Review(GradientReading reading, Verdict joined)
    {
        if (joined.TakesStep || _refusals < _after)
            return joined;
        var reason = $"{_refusals + 1} refused steps in a row; last: {joined.Reason}";
        return _to == VerdictKind.Halt ? Verdict.Halt(reason) : Verdict.Rollback(reason);
    }

    public void Learn(GradientReading reading, Verdict final) => _refusals = final.TakesStep ? 0 : _refusals + 1;

    public string Save() => StateText.Write([], [_refusals]);

    public void Load(string state) =>
        _refusals = StateText.Read(state, Name) is ([], [>= 0 and var refusals]) ? refusals : throw StateText.Broken(state, Name);
}
