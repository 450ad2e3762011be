using System.CommandLine;

namespace Ballast.Cli;

/// <summary>
/// <c>ballast import CONFIG WEIGHTS</c>: weights of another tool as a run, to evaluate, predict and export; <c>ballast import LOG</c>: what
/// another tool has logged as a run, to look at and explain.
/// </summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("FROM")
        {
            Description =
                "With WEIGHTS: YAML of the model and of the data it is for. Alone: a log of PyTorch, Keras or Lightning, as event "
                + "files of TensorBoard (a file or a folder) or a .csv file.",
        };
        var weights = new Argument<string?>("WEIGHTS")
        {
            Description = $"The file: {string.Join(", ", WeightFiles.Endings)}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new Option<string?>("--out") { Description = "Folder of the run. Default: runs/NAME of the weights or of the log." };
        var set = new Option<string[]>("--set") { Description = "With weights: override a value, such as --set model.width=64." };
        var map = new Option<string[]>("--map")
        {
            Description =
                "With a log: what a series is, such as --map loss=train/total or test-accuracy=val_top1. Default: told by its name.",
        };
        var command = new Command("import", "Make a run of weights that another tool has trained, or of what it has logged.")
        {
            from,
            weights,
            output,
            set,
            map,
        };
        command.SetAction(parsed =>
            parsed.GetValue(weights) is { } file
                ? Run(
                    parsed.GetValue(from)!,
                    file,
                    parsed.GetValue(output),
                    parsed.GetValue(set) ?? [],
                    parsed.GetValue(GlobalOptions.Json)
                )
                : Log(parsed.GetValue(from)!, parsed.GetValue(output), parsed.GetValue(map) ?? [], parsed.GetValue(GlobalOptions.Json))
        );
        return command;
    }

    private static int Log(string log, string? output, string[] maps, bool json)
    {
        if (Path.GetExtension(log).ToLowerInvariant() is ".yaml" or ".yml")
            throw new UsageException($"{log} is a config. Give the weights too: ballast import {log} WEIGHTS.");
        var given = new Dictionary<string, string>();
        foreach (var map in maps)
            given[map.Split('=')[0]] = map.Split('=', 2) is [_, { Length: > 0 } tag]
                ? tag
                : throw new UsageException($"--map {map} is not NAME=SERIES, such as --map loss=train/total.");
        var series = LogSeries.Read(log);
        var roles = LogRoles.Of(series.ToDictionary(it => it.Key, it => it.Value.Count), given);
        if (roles.Loss is null && roles.GradientNorm is null && roles.Gradients.Count == 0)
            throw new UsageException(
                $"No series of {log} looks like a loss or a gradient norm: {string.Join(", ", series.Keys)}. Say which is: "
                    + "--map loss=SERIES."
            );
        var folder = output ?? Path.Combine(RunFolder.Runs, Path.GetFileNameWithoutExtension(Path.GetFullPath(log).TrimEnd('/', '\\')));
        var run = LogRun.Write(series, roles, log, folder);
        var to = json ? Console.Error : Console.Out;
        foreach (var line in LogRun.Tell(roles))
            to.WriteLine($"  {line}");
        to.WriteLine($"  run: {folder}");
        if (json)
            JsonLine.Write(
                new
                {
                    command = "import",
                    status = "done",
                    run,
                    unused = roles.Unused,
                }
            );
        return ExitCode.Done;
    }

    private static int Run(string config, string weights, string? output, string[] sets, bool json)
    {
        var folder = output ?? Path.Combine(RunFolder.Runs, Path.GetFileNameWithoutExtension(weights));
        var start = TrainingStart.New(config, sets, folder);
        using var parts = TrainingParts.Build(start.Config);
        var loaded = Load(weights, parts.Model);
        if (loaded.Kept.Count > 0)
            throw new UsageException(
                $"{weights} lacks {string.Join(", ", loaded.Kept)} of the model. Name the model that it was saved from; to begin "
                    + "a training with what fits, use model.weights."
            );
        using var interrupt = new Interrupt();
        using var writer = Sinks.RunFile(start.Run, new RunFileOptions { Info = TrainCommand.Facts(start, parts) });
        var summary = new Trainer
        {
            Model = parts.Model,
            Optimizer = parts.Optimizer,
            Loss = parts.Loss,
            Device = parts.Device,
            Guard = GuardOptions.Off with { Sinks = [writer] },
            Recovery = null,
            Progress = [writer],
            MaxSteps = 0,
            Checkpoints = RunFolder.CheckpointsOf(writer.Path, keep: 1),
            Facts = TrainCommand.Facts(start, parts),
        }.Fit(parts.Batches, parts.Evaluate, epochs: 1, interrupt.Token);
        writer.Dispose();
        (json ? Console.Error : Console.Out).WriteLine(
            $"{weights}: {loaded.Loaded.Count} tensors, as the run {Path.GetDirectoryName(writer.Path)}"
                + (loaded.Unused.Count == 0 ? "" : $"; not used: {string.Join(", ", loaded.Unused)}")
                + FormattableString.Invariant($"; test loss {summary.TestLoss:g4}")
        );
        if (json)
            JsonLine.Write(
                new
                {
                    command = "import",
                    status = "done",
                    run = writer.Path,
                    tensors = loaded.Loaded.Count,
                    unused = loaded.Unused,
                    testLoss = summary.TestLoss,
                    testAccuracy = summary.TestAccuracy,
                }
            );
        return ExitCode.Done;
    }

    private static LoadedWeights Load(string path, TorchSharp.torch.nn.Module model)
    {
        try
        {
            return WeightFiles.Load(path, model);
        }
        catch (Exception fault) when (fault is WeightFileException or ArgumentException)
        {
            throw new UsageException(fault.Message.Split(" (Parameter")[0]);
        }
    }
}
