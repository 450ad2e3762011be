using System.Text.RegularExpressions;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>
/// The end of a training in words for someone who sees this for the first time: how it ended, what the guard did, what to do next.
/// </summary>
internal static partial class SummaryBlock
{
    private const int Label = 18,
        MostNotices = 5;

    public static void Write(IAnsiConsole console, TrainingSummary summary, in Tally.Counts now, RunFacts facts)
    {
        var say = facts.Speech;
        var lost = summary.Status == TrainingStatus.Trained && !double.IsFinite(summary.TestLoss);
        console.WriteLine();
        console.MarkupLineInterpolated(say.Translated(Heading(say, summary, lost)));
        Row(console, say.Of($"test loss"), Words.Number(summary.TestLoss));
        if (!double.IsNaN(summary.TestAccuracy))
            Row(console, say.Of($"test accuracy"), Words.Percent(summary.TestAccuracy));
        foreach (var (label, value) in MetricWords.Rows(say, summary.Metrics, facts.Classes))
            Row(console, label, value);
        foreach (var (label, value) in TrivialWords.Rows(say, summary.Trivial))
            Row(console, label, value);
        Rows(console, say.Of($"guard"), [.. Guard(summary, now, facts)]);
        if (summary.Notices.Count > 0)
            Rows(console, say.Of($"noticed"), [.. summary.Notices.Take(MostNotices).Select(say.Said)]);
        if (summary.Unsaved.Length > 0)
            Row(console, say.Of($"not saved"), summary.Unsaved);
        if (facts.Run is not null)
            Row(console, say.Of($"run file"), facts.Run);
        Rows(console, say.Of($"what to do next"), [.. Advice(summary, lost, facts)]);
    }

    private static FormattableString Heading(Speech say, TrainingSummary summary, bool lost)
    {
        var spent = say.Of($"{say.Steps(summary.Steps)} in {say.Time(summary.Elapsed)}");
        if (lost)
            return $"[bold red]Ended without a usable network[/]: its test loss is {Words.Number(summary.TestLoss)} ({spent}).";
        return summary.Status switch
        {
            TrainingStatus.Trained when summary.Trivial?.Learned is Learned.No or Learned.Worse =>
                $"[bold yellow]Ended without having learned anything[/]: {spent}.",
            TrainingStatus.Trained when summary.Reason.Length > 0 => $"[bold green]Trained[/]: {spent}; {say.Said(summary.Reason)}.",
            TrainingStatus.Trained => $"[bold green]Trained[/]: {spent}.",
            TrainingStatus.Halted => $"[bold red]Halted at step {Words.Whole(summary.Steps - 1)}[/] ({spent}): {say.Said(summary.Reason)}",
            _ => $"[bold yellow]Interrupted[/] after {spent}.",
        };
    }

    private static IEnumerable<string> Guard(TrainingSummary it, Tally.Counts now, RunFacts facts)
    {
        var say = facts.Speech;
        if (facts.Guard == "observe")
            yield return say.Of($"only watched: every step was taken as it was.");
        else if (facts.Guard == "off")
            yield return now.Flipped == 0 ? say.Of($"was off: no step was checked or changed.") : say.Of($"was off: no step was checked.");
        else if (now.Flipped == 0 && it.Clipped + it.Capped + it.Skipped + it.RolledBack == 0)
            yield return say.Of($"had nothing to do: every step was healthy.");
        else
        {
            if (it.Clipped > 0)
                yield return say.Of($"clipped {say.Steps(it.Clipped)}: the gradient was too large and was shortened; its direction stayed");
            if (it.Capped > 0)
                yield return say.Of($"capped {say.Steps(it.Capped)}: the change was too large for its weights and was shortened");
            if (it.Skipped > 0)
                yield return say.Of($"skipped {say.Steps(it.Skipped)}: not safe to take, so the weights stayed as they were");
            if (it.RolledBack > 0)
                yield return say.Of($"rolled back {say.Steps(it.RolledBack)}: an earlier, healthy state was restored");
        }

        if (now.Flipped > 0)
            yield return now.Done > 0
                ? say.Of($"flipped neurons in {say.Steps(now.Flipped)} since it went on: their weights changed far more than their layer's")
                : say.Of($"flipped neurons in {say.Steps(now.Flipped)}: their weights changed far more than their layer's");
        if (it.NonFiniteLosses > 0)
            yield return say.Of($"{say.Steps(it.NonFiniteLosses)} had a loss that was NaN or infinite")
                + (now.FirstNonFinite < 0 ? "" : say.Of($", first at step {Words.Whole(now.FirstNonFinite)}"));
    }

    private static IEnumerable<string> Advice(TrainingSummary it, bool lost, RunFacts facts)
    {
        var say = facts.Speech;
        var failed = lost || it.Status == TrainingStatus.Halted;
        if (it.Unsaved.Length > 0 && facts.Run is not null)
            yield return say.Of($"make room, then go on from the last checkpoint: ballast train --resume {Folder(facts.Run)}");
        if (failed && facts.Guard != "auto")
            yield return say.Of($"train again with --guard auto, which keeps most trainings alive that explode.");
        if (failed && it.Status == TrainingStatus.Halted && it.Skipped > 0 && facts.Guard == "auto")
            yield return say.Of($"do what the reason above says; a smaller learning rate helps only where weights have grown.");
        else if (failed && facts.Guard == "auto")
            yield return say.Of($"train again with a smaller learning rate: --set optimizer.lr=...");
        if (failed && facts.Run is not null)
            yield return say.Of($"find the cause: ballast explain {Folder(facts.Run)}");
        if (failed && facts.Run is not null)
            yield return say.Of($"see since when it went wrong: ballast ui {Folder(facts.Run)}");
        if (it.Status == TrainingStatus.Interrupted && it.Steps > 0 && facts is { Run: not null, Resumable: true })
            yield return say.Of($"go on where it stopped: ballast train --resume {Folder(facts.Run)}");
        if (!failed && it.Status == TrainingStatus.Trained && facts.Run is not null)
            yield return say.Of($"look at it: ballast ui {Folder(facts.Run)}");
    }

    /// <summary>A label as wide as all are; Chinese characters take two places.</summary>
    public static string Padded(string label, int width = Label) => label + new string(' ', Math.Max(1, width - label.GetCellWidth()));

    private static string Folder(string run) => Path.GetFileName(run) == "run.db" ? Path.GetDirectoryName(run)! : run;

    private static void Row(IAnsiConsole console, string label, string value) => Rows(console, label, value);

    private static void Rows(IAnsiConsole console, string label, params string[] values)
    {
        foreach (var line in values.SelectMany(value => Wrap(value, console.Profile.Width - Label - 3)))
        {
            console.WriteLine($"  {Padded(label)}{line}");
            label = "";
        }
    }

    // by words, and between Chinese characters; a path stays whole, to be copied
    private static IEnumerable<string> Wrap(string text, int width)
    {
        var (line, cells) = ("", 0);
        foreach (var piece in Pieces().Matches(text).Select(it => it.Value))
        {
            var wide = piece.TrimEnd().GetCellWidth();
            if (cells > 0 && cells + wide > width)
            {
                yield return line.TrimEnd();
                (line, cells) = ("", 0);
            }

            (line, cells) = (line + piece, cells + piece.GetCellWidth());
        }

        yield return line.TrimEnd();
    }

    // a character with what may not begin a line, or a word with the space behind it
    [GeneratedRegex(@"[\u2E80-\u9FFF][\u3000-\u303F\uFF00-\uFFEF]*|[^ \u2E80-\u9FFF]+ *| +")]
    private static partial Regex Pieces();
}
