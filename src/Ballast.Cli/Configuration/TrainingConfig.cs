using System.Text.RegularExpressions;

namespace Ballast.Cli;

/// <summary>The train section.</summary>
/// <param name="Epochs">Passes over the training set. Default 5.</param>
/// <param name="Seed">Determines weights and batches. Default 1.</param>
/// <param name="Threads">Threads of libtorch, or null to let it choose. The last digits of a run depend on it.</param>
/// <param name="Device">cpu, cuda or cuda:N. Default cpu.</param>
internal sealed partial record TrainingConfig(int Epochs = 5, long Seed = 1, int? Threads = null, string Device = "cpu")
{
    public static TrainingConfig Read(ConfigNode node)
    {
        if (node.Find("checkpoint") is { } checkpoint)
            throw new ConfigException(checkpoint.KeyPlace, $"{checkpoint.Path}: this version writes no checkpoints.", "Remove the key.") { Path = checkpoint.Path };
        var config = new TrainingConfig(
            (int)node.Whole("epochs", 1, 1_000_000, 5),
            node.Whole("seed", 0, long.MaxValue, 1),
            (int?)node.Find("threads")?.AsWhole(1, 1024),
            ReadDevice(node));
        node.Close("a setting of train");
        return config;
    }

    private static string ReadDevice(ConfigNode node)
    {
        var device = node.Words("device") ?? "cpu";
        return DeviceName().IsMatch(device) ? device : throw node.Find("device")!.Wrong("cpu, cuda or cuda:N with the number of the device", Suggestion.Nearest(device, ["cpu", "cuda"]));
    }

    [GeneratedRegex(@"\A(cpu|cuda(:[0-9]{1,3})?)\z")]
    private static partial Regex DeviceName();
}
