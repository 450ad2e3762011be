using System.CommandLine;
using System.Globalization;
using TorchSharp;

namespace Ballast.Cli;

/// <summary><c>ballast train CONFIG.yaml</c>: the main job.</summary>
internal static class TrainCommand
{
    public const string Name = "train";
    private static readonly Argument<string?> Config = new("config")
    {
        Description = "A YAML file; see samples/. May be left away with --resume RUN.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Override one value: --set optimizer.lr=0.1, --set data=fashion-mnist. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };
    private static readonly Option<string?> Guard = new("--guard") { Description = "auto, observe or off, instead of what the file says." };
    private static readonly Option<string?> Device = new("--device")
    {
        Description = "cpu, cuda or cuda:N, instead of what the file says.",
    };
    private static readonly Option<string?> Seed = new("--seed") { Description = "Instead of the file's." };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Folder for the run; it must not hold one yet. Default: runs/NAME-TIME.",
    };

    private static readonly Option<string[]> Least = new("--fail-under")
    {
        Description =
            "METRIC=VALUE: exit code 4 where the test result does not reach it, such as "
            + "accuracy=0.9; of loss and mae it is the most. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> Resume = new("--resume")
    {
        Description = "Go on with a run, from its last checkpoint. Default: the latest in runs/.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "run",
    };

    private static readonly Option<bool> Ui = new("--ui")
    {
        Description = "Show the run in a browser while it trains; the page goes with it.",
    };

    public static Command Create()
    {
        var command = new Command(Name, "Train a model from a config file, guarded.")
        {
            Config,
            Set,
            Guard,
            Device,
            Seed,
            Out,
            Resume,
            Least,
            Ui,
        };
        foreach (var option in Observers.Options)
            command.Add(option);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Ranks.Join();
        return Ranks.Leave(Ranks.Leads ? Lead(parsed) : Follow(parsed));
    }

    private static int Lead(ParseResult parsed)
    {
        var resumed = Resumed(parsed);
        Ranks.Share(() => resumed?.File ?? "");
        // before its checkpoints are looked at, which whoever trains it replaces
        using var held = resumed is null ? null : RunLock.Take(resumed.File);
        var start = Start(parsed, resumed);
        var config = start.Config;
        if (config.Train.KeepMemory && !HostAllocator.KeepFreed())
            SelfLog.Write("train.keep-memory has no effect here: this system's C library is not glibc.");
        using var parts = DataBar.Show(parsed.GetValue(GlobalOptions.Quiet), progress => TrainingParts.Build(config, progress));
        var bounds = FailUnder.Parse(parsed.GetValue(Least), parts.Loss, parts.Metrics);
        var weights = start.From is null ? parts.LoadWeights(config) : null;
        if (start.From is not null)
            Checkpoint.LoadWeights(start.From.Path, parts.Model); // of this architecture, before anything is changed
        using var interrupt = new Interrupt(); // from here on something is written, and a signal has to end it in order
        using var writer = Sinks.RunFile(
            start.Run,
            new RunFileOptions
            {
                Info = Facts(start, parts),
                Append = start.Resumed,
                ResumeAt = start.Resumed ? start.From?.Step ?? 0 : null,
            }
        );
        // when there is a lock there is a run: whatever kills it, it can be gone on with
        using var taken = start.Resumed ? null : RunLock.Take(writer.Path);
        Ranks.Share(() => writer.Path);
        NativeAbort.Before(words =>
        {
            writer.Failed(words);
            writer.Dispose();
            (held ?? taken)?.Dispose();
        });
        var json = parsed.GetValue(GlobalOptions.Json);
        if (!parsed.GetValue(GlobalOptions.Quiet))
            DataNotes.Write(json ? Console.Error : Console.Out, weights is null ? parts.Data.Notes : [.. parts.Data.Notes, weights]);
        var facts = new RunFacts(
            $"{config.Model.Name} on {config.Data.Name}, {config.Optimizer.Name}",
            config.Guard.IsPreset ? config.Guard.Preset : "custom",
            writer.Path,
            config.Train.Checkpoint is not null
        )
        {
            Speech = Speech.In(GlobalOptions.LanguageOf(parsed)),
            Classes =
                parts.Data is { ClassNames: { Count: > 0 } names } ? names
                : parts.Data is { TargetNames: { Count: > 0 } targets } ? targets
                : null,
        };
        using var observers = Observers.Of(parsed, writer.Path);
        using var page = parsed.GetValue(Ui) ? RunPage.Open(writer.Path, json ? Console.Error : Console.Out) : null;
        using var screen = Screens.For(json, parsed.GetValue(GlobalOptions.Quiet), !parsed.GetValue(GlobalOptions.NoColor), facts);
        var trainer = parts.Trainer(
            [writer, .. observers.Sinks],
            [writer, screen, .. observers.Progress],
            config.Train.Checkpoint is { } when ? RunFolder.CheckpointsOf(writer.Path, when.Keep) : null,
            start.From?.Path,
            Facts(start, parts)
        );
        var summary = Fit(trainer, parts, config, writer, interrupt.Token);
        writer.Dispose(); // now, since the end may be what cannot be written
        var missed = FailUnder.Missed(bounds, summary.TestLoss, summary.TestAccuracy, summary.Metrics);
        foreach (var sentence in missed)
            Console.Error.WriteLine($"ballast: {sentence}");
        var diagnosis = FindingScreen.OfRun(summary, writer.Path);
        if (!parsed.GetValue(GlobalOptions.Quiet))
            FindingScreen.Headlines(json ? Console.Error : Console.Out, diagnosis, GlobalOptions.LanguageOf(parsed));
        if (json)
            JsonLine.Write(Summary(summary, config, writer, missed, FindingScreen.Json(diagnosis, GlobalOptions.LanguageOf(parsed))));
        return (summary.Status, Saved: summary.Unsaved.Length == 0 && writer.Failure is null) switch
        {
            (TrainingStatus.Trained, Saved: true) => missed.Length == 0 ? ExitCode.Done : ExitCode.ThresholdMissed,
            (TrainingStatus.Interrupted, Saved: true) => ExitCode.Interrupted,
            (TrainingStatus.Trained or TrainingStatus.Interrupted, _) => ExitCode.Unsaved,
            _ => ExitCode.Halted,
        };
    }

    // a rank that only computes: the run, what is shown and what is written are rank 0's
    private static int Follow(ParseResult parsed)
    {
        var resumed = Ranks.Share(() => "") is { Length: > 0 } run ? RunFolder.Open(run) : null;
        var start = Start(parsed, resumed);
        var config = start.Config;
        if (config.Train.KeepMemory)
            HostAllocator.KeepFreed();
        using var parts = TrainingParts.Build(config);
        using var interrupt = new Interrupt();
        var path = Ranks.Share(() => "");
        var trainer = parts.Trainer(
            [],
            [],
            config.Train.Checkpoint is { } when ? RunFolder.CheckpointsOf(path, when.Keep) : null,
            start.From?.Path
        );
        trainer.Fit(parts.Batches, parts.Evaluate, config.Train.Epochs, interrupt.Token);
        return ExitCode.Done; // rank 0's holds
    }

    private static TrainingSummary Fit(
        Trainer trainer,
        TrainingParts parts,
        TrainConfig config,
        RunFileWriter writer,
        CancellationToken cancel
    )
    {
        NativeAbort.InTraining = true;
        try
        {
            return trainer.Fit(parts.Batches, parts.Evaluate, config.Train.Epochs, cancel);
        }
        catch (Exception fault) when (fault is not (CheckpointException or DatasetException) && BadInput.Explain(fault) is { } words)
        {
            var last = trainer.Checkpoints?.Newest is { Count: > 0 }
                ? $" The last checkpoint holds what was learned until then: ballast train --resume {Path.GetDirectoryName(writer.Path)}"
                : "";
            throw new HaltedException($"the training had to end: {words}{last}", fault);
        }
    }

    private static RunFolder? Resumed(ParseResult parsed) =>
        parsed.GetResult(Resume) is null ? null
        : parsed.GetValue(Resume) is { } run ? RunFolder.Open(run)
        : RunFolder.Latest();

    private static TrainingStart Start(ParseResult parsed, RunFolder? resumed)
    {
        var path = parsed.GetValue(Config);
        string[] sets = [.. parsed.GetValue(Set) ?? [], .. Overrides(parsed)];
        if (resumed is null)
            return path is not null
                ? TrainingStart.New(path, sets, parsed.GetValue(Out) ?? NewFolder(path))
                : throw new UsageException(
                    "There is no config. Give a YAML file, such as samples/fashion-mnist/cnn.yaml, or --resume RUN to go on with a run."
                );
        if (parsed.GetValue(Out) is { } folder)
            throw new UsageException($"--out {folder} was given with --resume, but a run goes on in its own folder. Leave --out away.");
        return TrainingStart.Resume(path, sets, resumed);
    }

    private static object Summary(
        TrainingSummary s,
        TrainConfig config,
        RunFileWriter writer,
        string[] missed,
        IEnumerable<object> findings
    ) =>
        new
        {
            command = "train",
            status = s.Status.Name(),
            reason = s.Reason,
            testLoss = s.TestLoss,
            testAccuracy = double.IsNaN(s.TestAccuracy) ? (double?)null : s.TestAccuracy,
            metrics = MetricsJson.Values(s.Metrics),
            metricDetails = MetricsJson.Details(s.Metrics),
            steps = s.Steps,
            clipped = s.Clipped,
            capped = s.Capped,
            skipped = s.Skipped,
            rolledBack = s.RolledBack,
            nonFiniteLosses = s.NonFiniteLosses,
            trivialLoss = s.Trivial?.Loss,
            trivialAccuracy = s.Trivial is { Accuracy: not double.NaN and var trivial } ? trivial : (double?)null,
            learned = s.Trivial?.Word,
            learnedReason = s.Trivial?.Sentence ?? "",
            notices = s.Notices,
            findings,
            missed,
            guard = config.Guard.Preset,
            run = writer.Path,
            seconds = s.Elapsed.TotalSeconds,
            unsaved = s.Unsaved.Length > 0 ? s.Unsaved : null,
            unrecorded = writer.Failure,
        };

    private static IEnumerable<string> Overrides(ParseResult parsed)
    {
        if (parsed.GetValue(Guard) is { } guard)
            yield return $"guard={guard}";
        if (parsed.GetValue(Device) is { } device)
            yield return $"train.device={device}";
        if (parsed.GetValue(Seed) is { } seed)
            yield return $"train.seed={seed}";
    }

    private static string NewFolder(string config)
    {
        var name = $"{Path.GetFileNameWithoutExtension(config)}-{DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        var folder = Path.Combine("runs", name);
        for (var n = 2; Directory.Exists(folder); n++)
            folder = Path.Combine("runs", $"{name}-{n}");
        return folder;
    }

    /// <summary>What a run file notes of its beginning.</summary>
    internal static Dictionary<string, string> Facts(TrainingStart start, TrainingParts parts) =>
        new(ResumeDifference.Code)
        {
            ["config"] = start.Text,
            ["config path"] = start.Source,
            ["samples"] = parts.Data.Format.Save(),
            ["overrides"] = string.Join('\n', start.Sets),
            ["guard"] = start.Config.Guard.Preset,
            ["notes"] = string.Join('\n', parts.Data.Notes),
            ["seed"] = start.Config.Train.Seed.ToString(CultureInfo.InvariantCulture),
            ["device"] = start.Config.Train.Device,
            ["ranks"] = Ranks.World.Size.ToString(CultureInfo.InvariantCulture),
            ["threads"] = torch.get_num_threads().ToString(CultureInfo.InvariantCulture),
        };
}
