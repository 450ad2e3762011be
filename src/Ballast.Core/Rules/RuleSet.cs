namespace Ballast;

/// <summary>
/// Asks the finite floor and then every rule, joins the answers, and teaches every rule the final verdict.
/// The order of the rules has no influence.
/// </summary>
public sealed class RuleSet
{
    private readonly IGuardRule[] _rules;

    /// <summary>A set of rules; names must differ, since state is saved by name.</summary>
    /// <exception cref="ArgumentException">Two rules share a name.</exception>
    public RuleSet(IEnumerable<IGuardRule> rules)
    {
        _rules = [.. rules];
        var twice = _rules.GroupBy(rule => rule.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException(
                $"Two rules are named '{twice.Key}': state is saved by name. Remove one, or give yours another name.",
                nameof(rules)
            );
        Needs = _rules.Aggregate(ReadingNeeds.None, (needs, rule) => needs | rule.Needs);
    }

    /// <summary>What the meter has to measure for these rules.</summary>
    internal ReadingNeeds Needs { get; }

    /// <summary>The joined verdict of the finite floor and all rules.</summary>
    public Verdict Judge(GradientReading reading)
    {
        var verdict = FiniteFloor.Judge(reading);
        foreach (var rule in _rules)
            verdict = Verdict.Join(verdict, rule.Judge(reading));
        var final = verdict;
        foreach (var rule in _rules)
            final = Verdict.Join(final, rule.Review(reading, verdict));
        return final;
    }

    /// <summary>Tells every rule what was done.</summary>
    public void Learn(GradientReading reading, Verdict final)
    {
        foreach (var rule in _rules)
            rule.Learn(reading, final);
    }

    /// <summary>The state of every rule, by name.</summary>
    public IReadOnlyDictionary<string, string> Save() => _rules.ToDictionary(rule => rule.Name, rule => rule.Save());

    /// <summary>Restores what <see cref="Save"/> returned.</summary>
    /// <exception cref="ArgumentException">The state belongs to another set of rules.</exception>
    public void Load(IReadOnlyDictionary<string, string> state)
    {
        if (!state.Keys.ToHashSet().SetEquals(_rules.Select(rule => rule.Name)))
            throw new ArgumentException(
                $"The state was saved by the rules [{string.Join(", ", state.Keys.Order())}] but this guard has "
                    + $"[{string.Join(", ", _rules.Select(rule => rule.Name).Order())}]. Build the guard with the same rules.",
                nameof(state)
            );
        foreach (var rule in _rules)
            rule.Load(state[rule.Name]);
    }
}
