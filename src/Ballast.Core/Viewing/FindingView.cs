using System.Text.Json.Serialization;

namespace Ballast;

/// <summary>A finding in words, as <see cref="FindingText"/> says it.</summary>
/// <param name="Code">Such as <c>VAN001</c>.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="Where">Path of the layer or parameter; empty if it is the whole.</param>
/// <param name="Since">The step; -1 where it was there before the first.</param>
/// <param name="Title">What it is.</param>
/// <param name="What">What was seen.</param>
/// <param name="Why">Why that makes a training fail.</param>
/// <param name="Likely">What it points to.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="CSharp">As C#.</param>
/// <param name="Yaml">As lines of a config.</param>
public sealed record FindingView(
    string Code,
    string Severity,
    string Where,
    long Since,
    string Title,
    string What,
    string Why,
    string Likely,
    string Remedy,
    [property: JsonPropertyName("csharp")] string CSharp,
    [property: JsonPropertyName("config")] string Yaml
)
{
    /// <summary>The words of a finding.</summary>
    public static FindingView Of(Finding finding, Language language)
    {
        var text = FindingText.Of(finding, language);
        return new(
            finding.Code,
            finding.Severity.ToString().ToLowerInvariant(),
            finding.Where,
            finding.Since,
            text.Title,
            text.What,
            text.Why,
            text.Likely,
            text.Remedy,
            text.CSharp,
            text.Config
        );
    }
}
