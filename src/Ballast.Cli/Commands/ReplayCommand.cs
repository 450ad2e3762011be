using System.CommandLine;
using System.Globalization;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// <c>ballast replay RUN --step N</c>: takes the steps of a run again up to one, from its last checkpoint before that, compares each with
/// what was recorded, and looks at that one with checks on.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "A run's folder or file." };
        var step = new Option<long?>("--step")
        {
            Description = "The step to look at, from 0. Default: the first that was not finite, else the last.",
        };
        var whole = new Option<bool>("--from-start")
        {
            Description = "Take all steps from the beginning again, also where the run has a checkpoint before that one.",
        };
        var command = new Command("replay", "Take a run's steps again up to one, compare with the record, and look at that step.")
        {
            run,
            step,
            whole,
        };
        command.SetAction(parsed => Run(parsed, parsed.GetValue(run)!, parsed.GetValue(step), parsed.GetValue(whole)));
        return command;
    }

    private static int Run(ParseResult parsed, string path, long? asked, bool whole)
    {
        using var scope = NewDisposeScope();
        var (json, quiet, language) = (
            parsed.GetValue(GlobalOptions.Json),
            parsed.GetValue(GlobalOptions.Quiet),
            GlobalOptions.LanguageOf(parsed)
        );
        var run = RunFolder.Open(path);
        var recorded = Recorded(run);
        if (recorded.Count == 0)
            throw new UsageException($"{run.File} has no steps.");
        var step = asked ?? (recorded.FindIndex(it => !double.IsFinite(it.Loss)) is >= 0 and var broken ? broken : recorded.Count - 1);
        if (step < 0 || step >= recorded.Count)
            throw new UsageException($"--step is {step}, but the run has steps 0 to {recorded.Count - 1}.");
        var config = run.Config();
        using var parts = TrainingParts.Build(config);
        var from = whole ? null : Before(run, step, recorded);
        if (from is null)
            parts.LoadWeights(config);
        var again = step == 0 ? [] : Take(parts, step, from);
        var differs = again.FindIndex(it => !Same(it, recorded));
        var batches = Next(parts);
        Tensor LossOf() =>
            batches
                .Select(batch => parts.Loss.forward(parts.Model.call(batch.x), batch.y).Times(1.0 / batches.Count))
                .Aggregate((sum, loss) => sum.Plus(loss));
        var bad = FirstBadOperation.Find(parts.Model, LossOf);
        var evidence = Preflight.Look(parts.Model, [batches[0]], _ => LossOf(), null, parts.Loss);
        var diagnosis = Diagnosis.Of(evidence);
        var to = json ? Console.Error : Console.Out;
        var same = differs < 0;
        if (!quiet)
        {
            to.WriteLine(
                (from is null ? "" : $"From the checkpoint after {from.Step} steps: ")
                    + (
                        same
                            ? $"{again.Count} steps taken again: every loss and gradient norm is the recorded one, to the bit."
                            : $"{differs} of {again.Count} steps are the recorded ones to the bit; at step {again[differs].Step} the loss "
                                + $"is {Text(again[differs].Loss)}, recorded was {Text(recorded[(int)again[differs].Step].Loss)}. "
                    )
                    + (
                        same ? ""
                        : run.Info.GetValueOrDefault("ranks", "1") is var ranks and not "1"
                            ? $"It was trained on {ranks} ranks: on one it is the same but for rounding."
                        : "Another processor, thread count or library computes otherwise."
                    )
            );
            to.WriteLine(
                $"Step {step}: loss {Text(evidence.Before!.Loss)}, recorded {Text(recorded[(int)step].Loss)}. "
                    + (bad is null ? "Every value of it is finite." : $"First to break: {bad}.")
            );
            if (step == 0)
                FindingScreen.Write(to, diagnosis, language);
        }

        if (json)
            JsonLine.Write(
                new
                {
                    command = "replay",
                    status = same ? "same" : "different",
                    step,
                    from = from?.Step ?? 0,
                    differsAt = same ? (long?)null : again[differs].Step,
                    loss = evidence.Before!.Loss,
                    recordedLoss = recorded[(int)step].Loss,
                    firstBad = bad is null
                        ? null
                        : new
                        {
                            pass = bad.Pass.ToString().ToLowerInvariant(),
                            where = bad.Where,
                            operation = bad.Operation,
                            text = bad.ToString(),
                        },
                    findings = step == 0 ? FindingScreen.Json(diagnosis, language) : [],
                }
            );
        return ExitCode.Done;
    }

    private static List<(double Loss, double Norm, bool WentBack)> Recorded(RunFolder run)
    {
        using var file = RunFile.Open(run.File);
        return [.. file.Steps().Select(it => (it.Loss, it.GradientNorm, it.Verdict == VerdictKind.Rollback))];
    }

    // one whose next loss was finite, as weights have to be to go on with; and a training that is gone on with has none of the snapshots
    // that lay before it, so that it would go back elsewhere
    private static CheckpointInfo? Before(RunFolder run, long step, List<(double Loss, double Norm, bool WentBack)> recorded)
    {
        var from = run.Checkpoints().NewestGood(step - 1);
        while (from is not null && !double.IsFinite(recorded[(int)from.Step].Loss))
            from = run.Checkpoints().NewestGood(from.Step - 1);
        return from is null || recorded.Skip((int)from.Step).Take((int)(step - from.Step)).Any(it => it.WentBack) ? null : from;
    }

    // what a step that goes back records is not a step of the batch
    private static bool Same((long Step, double Loss, double Norm) again, List<(double Loss, double Norm, bool WentBack)> recorded) =>
        again.Step < recorded.Count
        && again.Loss.Equals(recorded[(int)again.Step].Loss)
        && again.Norm.Equals(recorded[(int)again.Step].Norm);

    private static List<(long Step, double Loss, double Norm)> Take(TrainingParts parts, long step, CheckpointInfo? from)
    {
        using var stop = new CancellationTokenSource();
        var course = new Course(step - (from?.Step ?? 0), stop);
        parts.Trainer([], [course], from: from?.Path).Fit(parts.Batches, parts.Evaluate, parts.Config.Train.Epochs, stop.Token);
        return course.Steps;
    }

    // those of one step: of the epoch that is there, or of the next where that has no more
    private static IReadOnlyList<(Tensor x, Tensor y)> Next(TrainingParts parts)
    {
        var (batches, each) = (parts.Batches, parts.Config.Train.Accumulate);
        if (batches.PerEpoch - batches.Position.Batch < each)
            batches.Position = new(batches.Position.Seed, batches.Position.Epoch + 1, 0);
        return batches.Peek(each);
    }

    private static string Text(double value) => value.ToString("g9", CultureInfo.InvariantCulture);

    private sealed class Course(long steps, CancellationTokenSource stop) : ITrainingProgress
    {
        public List<(long Step, double Loss, double Norm)> Steps { get; } = [];

        public void Step(StepRecord record, double accuracy)
        {
            Steps.Add((record.Step, record.Loss, record.GradientNorm));
            if (Steps.Count >= steps)
                stop.Cancel();
        }
    }
}
