using System.CommandLine;
using System.Globalization;
using TorchSharp;

namespace Ballast.Cli;

/// <summary><c>ballast train CONFIG.yaml</c>: the main job.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> Config = new("config") { Description = "A YAML file; see samples/." };
    private static readonly Option<string[]> Set = new("--set") { Description = "Override one value: --set optimizer.lr=0.1, --set data=fashion-mnist. May be repeated.", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string?> Guard = new("--guard") { Description = "auto, observe or off, instead of what the file says." };
    private static readonly Option<string?> Device = new("--device") { Description = "cpu, cuda or cuda:N, instead of what the file says." };
    private static readonly Option<string?> Seed = new("--seed") { Description = "Instead of the file's." };
    private static readonly Option<string?> Out = new("--out") { Description = "Folder for the run; it must not hold one yet. Default: runs/NAME-TIME." };

    public static Command Create()
    {
        var command = new Command("train", "Train a model from a config file, guarded.") { Config, Set, Guard, Device, Seed, Out };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var path = parsed.GetValue(Config)!;
        string[] sets = [.. parsed.GetValue(Set) ?? [], .. Overrides(parsed)];
        var config = TrainConfig.Load(path, sets);
        using var parts = DataBar.Show(parsed.GetValue(GlobalOptions.Quiet), progress => TrainingParts.Build(config, progress));
        using var writer = Sinks.RunFile(parsed.GetValue(Out) ?? NewFolder(path), new RunFileOptions { Info = Facts(path, config, sets) });
        using var interrupt = new Interrupt();
        var json = parsed.GetValue(GlobalOptions.Json);
        var facts = new RunFacts($"{config.Model.Name} on {config.Data.Name}, {config.Optimizer.Name}", config.Guard.Rules.Count == 0 ? config.Guard.Preset : "custom", writer.Path);
        using var screen = Screens.For(json, parsed.GetValue(GlobalOptions.Quiet), !parsed.GetValue(GlobalOptions.NoColor), facts);
        var summary = new Trainer
        {
            Model = parts.Model, Optimizer = parts.Optimizer, Loss = parts.Loss, Schedule = parts.Schedule, Device = parts.Device, RDrop = config.Regularize.RDrop,
            Guard = parts.Guard with { Sinks = [writer] },
            Progress = [writer, screen],
        }.Fit(parts.Batches, parts.Evaluate, config.Train.Epochs, interrupt.Token);
        if (json) JsonLine.Write(Summary(summary, config, writer.Path));
        return summary.Status switch
        {
            "trained" => ExitCode.Done,
            "interrupted" => ExitCode.Interrupted,
            _ => ExitCode.Halted,
        };
    }

    private static object Summary(TrainingSummary s, TrainConfig config, string run) => new
    {
        command = "train", status = s.Status, reason = s.Reason, testLoss = s.TestLoss, testAccuracy = s.TestAccuracy, steps = s.Steps,
        clipped = s.Clipped, capped = s.Capped, skipped = s.Skipped, rolledBack = s.RolledBack, nonFiniteLosses = s.NonFiniteLosses,
        guard = config.Guard.Preset, run, seconds = s.Elapsed.TotalSeconds,
    };

    private static IEnumerable<string> Overrides(ParseResult parsed)
    {
        if (parsed.GetValue(Guard) is { } guard) yield return $"guard={guard}";
        if (parsed.GetValue(Device) is { } device) yield return $"train.device={device}";
        if (parsed.GetValue(Seed) is { } seed) yield return $"train.seed={seed}";
    }

    private static string NewFolder(string config)
    {
        var name = $"{Path.GetFileNameWithoutExtension(config)}-{DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        var folder = Path.Combine("runs", name);
        for (var n = 2; Directory.Exists(folder); n++) folder = Path.Combine("runs", $"{name}-{n}");
        return folder;
    }

    private static Dictionary<string, string> Facts(string path, TrainConfig config, string[] sets) => new()
    {
        ["config"] = File.ReadAllText(path), ["overrides"] = string.Join(' ', sets), ["guard"] = config.Guard.Preset,
        ["seed"] = config.Train.Seed.ToString(CultureInfo.InvariantCulture), ["device"] = config.Train.Device,
        ["threads"] = torch.get_num_threads().ToString(CultureInfo.InvariantCulture), ["torchsharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
        ["libtorch"] = torch.__version__,
    };
}
