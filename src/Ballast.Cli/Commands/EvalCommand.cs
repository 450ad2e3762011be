using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast eval RUN</c>: loss, accuracy and metrics of a checkpoint on the test data.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder or run.db of a training." };
        var best = new Option<bool>("--best") { Description = "The checkpoint of the best evaluation instead of the last." };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N, instead of what the run was trained on." };
        var least = new Option<string[]>("--fail-under")
        {
            Description = "METRIC=VALUE, as in train. May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var command = new Command("eval", "Measure a trained model on the test data.") { run, best, device, least };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(run)!,
                parsed.GetValue(best),
                parsed.GetValue(device),
                parsed.GetValue(least),
                parsed.GetValue(GlobalOptions.Json),
                Speech.In(GlobalOptions.LanguageOf(parsed))
            )
        );
        return command;
    }

    private static int Run(string path, bool best, string? device, string[]? least, bool json, Speech speech)
    {
        var run = RunFolder.Open(path);
        run.Checkpoint(best); // before the data are read: without one there is nothing to measure
        using var parts = TrainingParts.Build(run.Config(device is null ? [] : [$"train.device={device}"]));
        var bounds = FailUnder.Parse(least, parts.Loss, parts.Metrics);
        var from = run.FromCheckpoint(best, path => Checkpoint.LoadWeights(path, parts.Model));
        var result = parts.Evaluate();
        var trivial = parts.Trivial.Compare(parts.Model, parts.Device);
        var missed = FailUnder.Missed(bounds, result.Loss, result.Accuracy, result.Metrics);
        var console = json ? Console.Error : Console.Out;
        console.WriteLine(
            speech.Of($"{run.Folder}, step {Words.Whole(from.Step)}: test loss {Words.Number(result.Loss)}")
                + (double.IsNaN(result.Accuracy) ? "" : speech.Of($", test accuracy {Words.Percent(result.Accuracy)}"))
        );
        var names = parts.Data.Classes > 0 ? parts.Data.ClassNames : parts.Data.TargetNames;
        foreach (var (label, value) in MetricWords.Rows(speech, result.Metrics, names).Concat(TrivialWords.Rows(speech, trivial)))
            console.WriteLine($"  {SummaryBlock.Padded(label)}{value}");
        foreach (var sentence in missed)
            Console.Error.WriteLine($"ballast: {sentence}");
        if (json)
        {
            JsonLine.Write(
                new
                {
                    command = "eval",
                    status = "done",
                    run = run.File,
                    checkpoint = from.Path,
                    step = from.Step,
                    testLoss = result.Loss,
                    testAccuracy = double.IsNaN(result.Accuracy) ? (double?)null : result.Accuracy,
                    metrics = MetricsJson.Values(result.Metrics),
                    metricDetails = MetricsJson.Details(result.Metrics),
                    trivialLoss = trivial?.Loss,
                    trivialAccuracy = trivial is { Accuracy: not double.NaN and var accuracy } ? accuracy : (double?)null,
                    learned = trivial?.Word,
                    learnedReason = trivial?.Sentence ?? "",
                    missed,
                }
            );
        }

        return missed.Length == 0 ? ExitCode.Done : ExitCode.ThresholdMissed;
    }
}
