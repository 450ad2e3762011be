using Spectre.Console;

namespace Ballast.Cli;

/// <summary>
/// The end of a training in words for someone who sees this for the first time: how it ended, what the guard did, what to do next.
/// </summary>
internal static class SummaryBlock
{
    private const int Label = 18,
        MostNotices = 5;

    public static void Write(IAnsiConsole console, TrainingSummary summary, in Tally.Counts now, RunFacts facts)
    {
        var lost = summary.Status == TrainingStatus.Trained && !double.IsFinite(summary.TestLoss);
        console.WriteLine();
        console.MarkupLineInterpolated(Heading(summary, lost));
        Row(console, "test loss", Words.Number(summary.TestLoss));
        if (!double.IsNaN(summary.TestAccuracy))
            Row(console, "test accuracy", Words.Percent(summary.TestAccuracy));
        foreach (var (label, value) in MetricWords.Rows(summary.Metrics, facts.Classes))
            Row(console, label, value);
        foreach (var (label, value) in TrivialWords.Rows(summary.Trivial))
            Row(console, label, value);
        Rows(console, "guard", [.. Guard(summary, now, facts)]);
        if (summary.Notices.Count > 0)
            Rows(console, "noticed", [.. summary.Notices.Take(MostNotices)]);
        if (summary.Unsaved.Length > 0)
            Row(console, "not saved", summary.Unsaved);
        if (facts.Run is not null)
            Row(console, "run file", facts.Run);
        Rows(console, "what to do next", [.. Advice(summary, lost, facts)]);
    }

    private static FormattableString Heading(TrainingSummary summary, bool lost)
    {
        var spent = $"{Words.Steps(summary.Steps)} in {Words.Time(summary.Elapsed)}";
        if (lost)
            return $"[bold red]Ended without a usable network[/]: its test loss is {Words.Number(summary.TestLoss)} ({spent}).";
        return summary.Status switch
        {
            TrainingStatus.Trained when summary.Trivial?.Learned is Learned.No or Learned.Worse =>
                $"[bold yellow]Ended without having learned anything[/]: {spent}.",
            TrainingStatus.Trained when summary.Reason.Length > 0 => $"[bold green]Trained[/]: {spent}; {summary.Reason}.",
            TrainingStatus.Trained => $"[bold green]Trained[/]: {spent}.",
            TrainingStatus.Halted => $"[bold red]Halted at step {Words.Whole(summary.Steps - 1)}[/] ({spent}): {summary.Reason}",
            _ => $"[bold yellow]Interrupted[/] after {spent}.",
        };
    }

    private static IEnumerable<string> Guard(TrainingSummary it, Tally.Counts now, RunFacts facts)
    {
        if (facts.Guard is "off" or "observe")
        {
            yield return facts.Guard == "off"
                ? $"was off: no step was checked{(now.Flipped == 0 ? " or changed" : "")}."
                : "only watched: every step was taken as it was.";
        }
        else
        {
            var acted = new (string What, long Count, string Why)[]
            {
                ("clipped", it.Clipped, "the gradient was too large and was shortened; its direction stayed"),
                ("capped", it.Capped, "the change was too large for its weights and was shortened"),
                ("skipped", it.Skipped, "not safe to take, so the weights stayed as they were"),
                ("rolled back", it.RolledBack, "an earlier, healthy state was restored"),
            };
            if (now.Flipped == 0 && acted.All(kind => kind.Count == 0))
                yield return "had nothing to do: every step was healthy.";
            foreach (var (what, count, why) in acted.Where(kind => kind.Count > 0))
                yield return $"{what} {Words.Steps(count)}: {why}";
        }

        if (now.Flipped > 0)
            yield return "flipped neurons in "
                + $"{Words.Steps(now.Flipped)}{(now.Done > 0 ? " since it went on" : "")}: "
                + "their weights changed far more than their layer's";
        if (it.NonFiniteLosses > 0)
            yield return $"{Words.Steps(it.NonFiniteLosses)} had a loss that was NaN or "
                + $"infinite{(now.FirstNonFinite < 0 ? "" : $", first at step {Words.Whole(now.FirstNonFinite)}")}";
    }

    private static IEnumerable<string> Advice(TrainingSummary it, bool lost, RunFacts facts)
    {
        var failed = lost || it.Status == TrainingStatus.Halted;
        if (it.Unsaved.Length > 0 && facts.Run is not null)
            yield return $"make room, then go on from the last checkpoint: ballast train --resume {Folder(facts.Run)}";
        if (failed && facts.Guard != "auto")
            yield return "train again with --guard auto, which keeps most trainings alive that explode.";
        if (failed && it.Status == TrainingStatus.Halted && it.Skipped > 0 && facts.Guard == "auto")
            yield return "do what the reason above says; a smaller learning rate helps only where weights have grown.";
        else if (failed && facts.Guard == "auto")
            yield return "train again with a smaller learning rate: --set optimizer.lr=...";
        if (failed && facts.Run is not null)
            yield return $"find the cause: ballast explain {Folder(facts.Run)}";
        if (failed && facts.Run is not null)
            yield return $"see since when it went wrong: ballast ui {Folder(facts.Run)}";
        if (it.Status == TrainingStatus.Interrupted && it.Steps > 0 && facts is { Run: not null, Resumable: true })
            yield return $"go on where it stopped: ballast train --resume {Folder(facts.Run)}";
        if (!failed && it.Status == TrainingStatus.Trained && facts.Run is not null)
            yield return $"look at it: ballast ui {Folder(facts.Run)}";
    }

    private static string Folder(string run) => Path.GetFileName(run) == "run.db" ? Path.GetDirectoryName(run)! : run;

    private static void Row(IAnsiConsole console, string label, string value) => Rows(console, label, value);

    private static void Rows(IAnsiConsole console, string label, params string[] values)
    {
        foreach (var line in values.SelectMany(value => Wrap(value, console.Profile.Width - Label - 3)))
        {
            console.WriteLine($"  {label.PadRight(Label)}{line}");
            label = "";
        }
    }

    // by words; a path stays whole, to be copied
    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
