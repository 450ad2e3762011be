namespace Ballast;

/// <summary>
/// Something that is wrong with a training: what, where, since when, the numbers that show it, and what it points to. Its words come from
/// <see cref="FindingText"/> and are the same in exceptions, logs, JSON and reports.
/// </summary>
/// <param name="Code">Stable name, such as <c>VAN001</c>; docs/findings has a page on each.</param>
/// <param name="Severity">How much it matters.</param>
public sealed record Finding(string Code, Severity Severity)
{
    /// <summary>Path of the layer or parameter it is about; empty if it is the whole.</summary>
    public string Where { get; init; } = "";

    /// <summary>The step that showed it first, from 0; -1 where it was there before the first step.</summary>
    public long Since { get; init; } = -1;

    /// <summary>The numbers and names that show it, by the names that the text has for them.</summary>
    public IReadOnlyDictionary<string, string> Evidence { get; init; } = new Dictionary<string, string>();

    /// <summary>What it points to, the likeliest first.</summary>
    public IReadOnlyList<CauseGuess> Causes { get; init; } = [];

    /// <summary>Causes that the numbers speak against.</summary>
    public IReadOnlyList<Cause> RuledOut { get; init; } = [];

    /// <summary>In English, the first line of what <see cref="FindingText"/> says.</summary>
    public override string ToString() => FindingText.Of(this).Headline;
}
