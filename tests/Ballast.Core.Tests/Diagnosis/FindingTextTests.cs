using System.Text.RegularExpressions;

namespace Ballast.Core.Tests.Diagnosis;

/// <summary>The words of findings: the same parts with the same slots in every language.</summary>
public sealed partial class FindingTextTests
{
    public static TheoryData<string> Codes => [.. Symptoms.All.Select(symptom => symptom.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_language_has_every_part_with_the_same_slots(string code)
    {
        Assert.True(FindingText.Knows(code));
        var finding = new Finding(code, Severity.Note);
        var (english, chinese) = (FindingText.Of(finding), FindingText.Of(finding, Language.Chinese));
        foreach (
            var (one, other) in (ReadOnlySpan<(string, string)>)
                [(english.Title, chinese.Title), (english.What, chinese.What), (english.Why, chinese.Why), (english.Remedy, chinese.Remedy)]
        )
        {
            Assert.NotEqual(one, other);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", other);
            Assert.Equal(Slots(one), Slots(other));
        }

        Assert.Equal((english.CSharp, english.Config), (chinese.CSharp, chinese.Config));
    }

    [Fact]
    public void Every_cause_has_a_name_in_every_language()
    {
        foreach (var cause in Enum.GetValues<Cause>())
            Assert.NotEqual(FindingText.Name(cause), FindingText.Name(cause, Language.Chinese));
    }

    [Fact]
    public void What_is_known_is_said_and_what_is_not_is_left_out()
    {
        var finding = new Finding("VAN001", Severity.Error)
        {
            Where = "dense1.weight",
            Since = 12,
            Causes = [new(Cause.Activation, 0.85)],
            RuledOut = [Cause.Data],
            Evidence = new Dictionary<string, string>
            {
                ["first"] = "dense1.weight",
                ["last"] = "dense8.weight",
                ["ratio"] = "2e-05",
                ["size"] = "1e-09",
                ["layers"] = "8",
            },
        };
        var text = FindingText.Of(finding).ToString();
        Assert.StartsWith(
            "VAN001 at dense1.weight: gradients vanish on their way to the first layers (since step 12)\nOf 8 weights",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("Likely: the activation function (85%). Ruled out: single samples or batches.", text, StringComparison.Ordinal);
        Assert.Equal("VAN001: gradients vanish on their way to the first layers", new Finding("VAN001", Severity.Note).ToString());
        Assert.Equal("", FindingText.Of(new("VAN001", Severity.Note)).Likely);
    }

    private static IEnumerable<string> Slots(string text) => Slot().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Slot();
}
