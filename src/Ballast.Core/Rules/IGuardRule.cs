namespace Ballast;

/// <summary>
/// Judges a step by its numbers. A rule never touches a tensor; what its verdict leads to is the executor's business.
/// </summary>
public interface IGuardRule
{
    /// <summary>Short name as used in configs and records, such as <c>clip-norm</c>.</summary>
    string Name { get; }

    /// <summary>What the rule wants measured beyond the gradient norms. Default: nothing.</summary>
    ReadingNeeds Needs => ReadingNeeds.None;

    /// <summary>
    /// The verdict on a reading; changes nothing, so it may be asked twice. The reading may hold non-finite numbers: the
    /// finite floor refuses such a step anyway, and a rule need not repeat it. Per-parameter scales may live in the rule's
    /// own buffer, valid until it is asked again.
    /// </summary>
    Verdict Judge(GradientReading reading);

    /// <summary>
    /// The rule's second thought once all verdicts are joined, for rules that escalate. What comes back is joined to
    /// <paramref name="joined"/>, so it can only be more severe. Default: no second thought. Changes nothing.
    /// </summary>
    Verdict Review(GradientReading reading, Verdict joined) => joined;

    /// <summary>
    /// Called after every step with the verdict that was carried out. Running statistics learn only from steps taken
    /// (<see cref="Verdict.TakesStep"/>), counters of refusals from all.
    /// </summary>
    void Learn(GradientReading reading, Verdict final) { }

    /// <summary>The rule's state as text for a checkpoint. Default: no state.</summary>
    string Save() => "";

    /// <summary>Restores what <see cref="Save"/> returned. Default: there is no state, so any text is refused.</summary>
    /// <exception cref="FormatException">The text is not a state of this rule.</exception>
    void Load(string state)
    {
        if (state.Length > 0)
            throw StateText.Broken(state, Name);
    }
}
