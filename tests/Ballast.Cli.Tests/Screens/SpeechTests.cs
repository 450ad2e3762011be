using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace Ballast.Cli.Tests.Screens;

using Screens = Ballast.Cli.Screens;

/// <summary>What a training says, in Chinese: all of it, with the same numbers, in lines that fit.</summary>
public sealed partial class SpeechTests
{
    private static readonly DictionaryEntry[] s_translations =
    [
        .. new ResourceManager("Ballast.Cli.Screens.Chinese", typeof(Speech).Assembly)
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>(),
    ];

    private static IEnumerable<string> HolesOf(string text) => Holes().Matches(text).Select(hole => hole.Value).Order();

    [Fact]
    public void A_translation_has_the_holes_of_its_sentence()
    {
        Assert.InRange(s_translations.Length, 60, 1000);
        foreach (var it in s_translations)
            Assert.Equal(HolesOf((string)it.Key), HolesOf((string)it.Value!));
    }

    [Fact]
    public void What_is_not_translated_is_said_in_English()
    {
        Assert.Equal("7 geese", Speech.Chinese.Of($"{7} geese"));
        Assert.Equal("7 步", Speech.Chinese.Steps(7));
        Assert.Equal(("1 step", "1 步"), (Speech.English.Steps(1), Speech.Chinese.Steps(1)));
        Assert.Equal("1 分 23 秒", Speech.Chinese.Time(TimeSpan.FromSeconds(83)));
    }

    public static TheoryData<string, TrainingStatus, double, string> Ends =>
        new()
        {
            { "trained", TrainingStatus.Trained, 0.4321, "auto" },
            { "halted", TrainingStatus.Halted, 2.31, "auto" },
            { "halted-custom", TrainingStatus.Halted, 2.31, "custom" },
            { "lost", TrainingStatus.Trained, double.NaN, "off" },
            { "interrupted", TrainingStatus.Interrupted, 0.4321, "observe" },
        };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Every_end_in_Chinese(string name, TrainingStatus status, double loss, string guard)
    {
        var text = new StringWriter();
        var console = Screens.Plain(text);
        console.Profile.Width = 60;
        var summary = Fake.Summary(status, loss, 0.1) with
        {
            RolledBack = 1,
            Trivial = new(1.049, 0.458, Learned.No, ""),
            Metrics = [new("f1", 0.8) { Details = [0.9, 0.5] }, new("confusion", 0.8) { Details = [5, 1, 2, 5] }],
            Unsaved = status == TrainingStatus.Interrupted ? "-" : "",
        };
        var facts = Fake.Facts(guard, Speech.Chinese);
        SummaryBlock.Write(console, summary, new Tally.Counts { FirstNonFinite = 20, Flipped = 12 }, facts);
        Golden.Check(text.ToString(), $"chinese-{name}");

        // names of commands, options and files apart, nothing is left in English
        var rest = Kept().Replace(text.ToString(), "");
        Assert.DoesNotMatch("[a-z]{2}", rest);
        Assert.All(text.ToString().Split('\n'), line => Assert.InRange(line.TrimEnd().GetCellWidth(), 0, 60));
    }

    [Fact]
    public void A_moment_in_Chinese()
    {
        var (text, clock) = (new StringWriter(), new ManualClock());
        var tally = new Tally(clock);
        for (var step = 0; step < 155; step++)
            tally.Add(Fake.Healthy(step), 0.1 + (0.002 * step));
        tally.Add(new EvaluationRecord(100, 1, 0.6, 0.7712));
        clock.Move(TimeSpan.FromSeconds(61));
        Screens.Plain(text).Write(LiveScreen.Picture(Speech.Chinese, Fake.Plan, tally.Now, 100));
        Golden.Check(text.ToString(), "chinese-live");
        Assert.DoesNotMatch("[a-z]{2}", text.ToString());
    }

    [GeneratedRegex("[{][^}]*[}]")]
    private static partial Regex Holes();

    [GeneratedRegex("--[a-z]+( auto)?|optimizer[.]lr|ballast [a-z]+|runs/1(/run[.]db)?|f1|NaN")]
    private static partial Regex Kept();
}
