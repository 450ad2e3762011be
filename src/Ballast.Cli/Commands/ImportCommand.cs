using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast import CONFIG WEIGHTS</c>: weights of another tool as a run, to evaluate, predict and export.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var config = new Argument<string>("CONFIG") { Description = "YAML of the model and of the data it is for." };
        var weights = new Argument<string>("WEIGHTS") { Description = $"The file: {string.Join(", ", WeightFiles.Endings)}." };
        var output = new Option<string?>("--out") { Description = "Folder of the run. Default: runs/NAME of the weights." };
        var set = new Option<string[]>("--set") { Description = "Override a value, such as --set model.width=64." };
        var command = new Command("import", "Make a run of weights that another tool has trained.") { config, weights, output, set };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(config)!,
                parsed.GetValue(weights)!,
                parsed.GetValue(output),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(GlobalOptions.Json)
            )
        );
        return command;
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
