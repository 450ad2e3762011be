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
        var run = new Argument<string>("RUN") { Description = "A run's folder, file or bundle." };
        var step = new Option<long?>("--step")
        {
            Description = "The step to look at, from 0. Default: the first that was not finite, else the last.",
        };
        var whole = new Option<bool>("--from-start")
        {
            Description = "Take all steps from the beginning again, also where the run has a checkpoint before that one.",
        };
        var sets = new Option<string[]>("--set")
        {
            Description = "Override one value of the config, such as where its data lie here: data.path=PATH. May be repeated.",
        };
        var command = new Command("replay", "Take a run's steps again up to one, compare with the record, and look at that step.")
        {
            run,
            step,
            whole,
            sets,
        };
        command.SetAction(parsed =>
            Run(parsed, parsed.GetValue(run)!, parsed.GetValue(step), parsed.GetValue(whole), parsed.GetValue(sets) ?? [])
        );
        return command;
    }

    private static int Run(ParseResult parsed, string path, long? asked, bool whole, string[] sets)
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
        var step = asked ?? (recorded.FindIndex(it => !double.IsFinite(it.Loss)) is >= 0 and var failed ? failed : recorded.Count - 1);
        if (step < 0 || step >= recorded.Count)
            throw new UsageException($"--step is {step}, but the run has steps 0 to {recorded.Count - 1}.");
        var config = run.Config([.. Threads(run), .. sets]);
        using var parts = TrainingParts.Build(config);
        var from = whole ? null : Before(run, step, recorded);
        if (from is null)
            parts.LoadWeights(config);
        using var stop = new CancellationTokenSource();
        var again = new ReplayCourse(recorded, step - (from?.Step ?? 0), stop);
        if (step > 0)
            parts.Trainer([], [again], from: from?.Path).Fit(parts.Batches, parts.Evaluate, config.Train.Epochs, stop.Token);
        var batches = Next(parts);
        Tensor LossOf(IReadOnlyList<(Tensor x, Tensor y)> some) =>
            some.Select(batch => parts.Loss.forward(parts.Model.call(batch.x), batch.y).Times(1.0 / some.Count))
                .Aggregate((sum, loss) => sum.Plus(loss));
        var bad = FirstBadOperation.Find(parts.Model, () => LossOf(batches));
        var evidence = Preflight.Look(parts.Model, [batches[0]], _ => LossOf(batches), null, parts.Loss);
        var diagnosis = Diagnosis.Of(evidence);
        var broken = bad is null ? null : BrokenStep.Try(parts, batches, LossOf);
        var to = json ? Console.Error : Console.Out;
        if (!quiet)
        {
            var speech = Speech.In(language);
            to.WriteLine(
                (from is null ? "" : speech.Of($"From the checkpoint after {from.Step} steps: ")) + Compared(run, again, recorded, speech)
            );
            to.WriteLine(
                speech.Of($"Step {step}: loss {Text(evidence.Before!.Loss)}, recorded {Text(recorded[(int)step].Loss)}. ")
                    + (
                        bad is null
                            ? speech.Of($"Every value of it is finite.")
                            : speech.Of($"First to break: {bad}. ") + broken!.In(speech)
                    )
            );
            if (step == 0)
                FindingScreen.Write(to, diagnosis, language);
        }

        if (json)
            JsonLine.Write(
                new
                {
                    command = "replay",
                    status = again.Verdict,
                    step,
                    from = from?.Step ?? 0,
                    differsAt = again.Differs?.Step,
                    largestDifference = again.Largest,
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
                    others = broken?.Others,
                    othersBroken = broken?.Broken,
                    breaksInFloat64 = broken?.InFloat64,
                    findings = step == 0 ? FindingScreen.Json(diagnosis, language) : [],
                }
            );
        return ExitCode.Done;
    }

    private static List<ReplayStep> Recorded(RunFolder run)
    {
        using var file = RunFile.Open(run.File);
        return [.. file.Steps().Select(it => new ReplayStep(it.Loss, it.GradientNorm, it.Verdict == VerdictKind.Rollback))];
    }

    // the order of a sum is that of its threads
    private static string[] Threads(RunFolder run) =>
        run.Info.GetValueOrDefault("threads") is { } threads && int.TryParse(threads, CultureInfo.InvariantCulture, out _)
            ? [$"train.threads={threads}"]
            : [];

    private static string Compared(RunFolder run, ReplayCourse again, List<ReplayStep> recorded, Speech speech)
    {
        if (again.Differs is not { } first)
            return speech.Of($"{again.Count} steps taken again: every loss and gradient norm is the recorded one, to the bit.");
        var why =
            run.Info.GetValueOrDefault("ranks", "1") is var ranks and not "1"
                ? speech.Of($"It was trained on {ranks} ranks: on one it is the same but for rounding.")
            : ResumeDifference.OfCode(run.Info) is { } code ? speech.Of($"It was trained elsewhere: here it is {code}.")
            : speech.Of($"Another processor, thread count or library computes otherwise.");
        var far =
            again.Verdict == "close"
                ? speech.Of($"no loss differs by more than {again.Largest:0.#e+0} of itself")
                : speech.Of($"at step {first.Step} the loss is {Text(first.Loss)}, recorded was {Text(recorded[(int)first.Step].Loss)}");
        return speech.Of($"{again.Count} steps taken again, the same to the bit up to step {first.Step}; from there {far}. {why}");
    }

    // one whose next loss was finite, as weights have to be to go on with; and a training that is gone on with has none of the snapshots
    // that lay before it, so that it would go back elsewhere
    private static CheckpointInfo? Before(RunFolder run, long step, List<ReplayStep> recorded)
    {
        var from = run.Checkpoints().NewestGood(step - 1);
        while (from is not null && !double.IsFinite(recorded[(int)from.Step].Loss))
            from = run.Checkpoints().NewestGood(from.Step - 1);
        return from is null || recorded.Skip((int)from.Step).Take((int)(step - from.Step)).Any(it => it.WentBack) ? null : from;
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
}
