using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast export RUN</c>: the weights of a training for other tools.</summary>
internal static class ExportCommand
{
    private const string SafeTensors = "safetensors",
        Onnx = "onnx-weights";

    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder or run.db of a training." };
        var to = new Option<string>("--to")
        {
            Description = "safetensors, pt for a state dict of PyTorch, or onnx-weights for the initializers of an ONNX model.",
            DefaultValueFactory = _ => SafeTensors,
        };
        var output = new Option<string?>("--out")
        {
            Description = "The file to write. Default: weights.safetensors, .pt or .onnx beside the run.",
        };
        var best = new Option<bool>("--best") { Description = "The checkpoint of the best evaluation instead of the last." };
        var command = new Command("export", "Write the weights of a training for other tools.") { run, to, output, best };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(run)!,
                parsed.GetValue(to)!,
                parsed.GetValue(output),
                parsed.GetValue(best),
                parsed.GetValue(GlobalOptions.Json)
            )
        );
        return command;
    }

    private static int Run(string path, string to, string? output, bool best, bool json)
    {
        if (to is not (SafeTensors or "pt" or Onnx))
            throw new UsageException($"--to {to} is no format: write safetensors, pt or onnx-weights.");
        if (output is not null && !WeightFiles.Writes(output))
            throw new UsageException($"--out {output} has to end in {string.Join(", ", WeightFiles.Written)}.");
        using var trained = TrainedModel.Load(path, best);
        output ??= Path.Combine(trained.Run.Folder, $"weights.{(to == Onnx ? "onnx" : to)}");
        if (SpecialFile.Kind(output) is { } special)
            throw new UsageException($"--out {output} is {special}, not a file.");
        WeightFiles.Save(output, trained.Model);
        var count = trained.Model.state_dict().Count;
        (json ? Console.Error : Console.Out).WriteLine($"{output}: {count} tensors of step {Words.Whole(trained.From.Step)}");
        if (json)
            JsonLine.Write(
                new
                {
                    command = "export",
                    status = "done",
                    run = trained.Run.File,
                    step = trained.From.Step,
                    file = output,
                    tensors = count,
                }
            );
        return ExitCode.Done;
    }
}
