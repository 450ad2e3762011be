using System.Text.RegularExpressions;

namespace Ballast.Cli;

/// <summary>The train section.</summary>
internal sealed partial record TrainingConfig
{
    /// <summary>Passes over the training set. Default 5.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Determines weights and batches. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads of libtorch, or null to let it choose. The last digits of a run depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether freed memory is kept instead of given back to the system; see <see cref="HostAllocator"/>. Default false.</summary>
    public bool KeepMemory { get; init; }

    /// <summary>cpu, cuda or cuda:N. Default cpu.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Batches whose gradients are averaged for one step. Default 1.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Whether ranks send gradients while others are computed; see <see cref="GuardOptions.Overlap"/>. Default false.</summary>
    public bool Overlap { get; init; }

    /// <summary>Steps after which the training ends whatever the epoch; null for none.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>When checkpoints are written; null for never.</summary>
    public CheckpointConfig? Checkpoint { get; init; } = new();

    /// <summary>When it ends because nothing gets better; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    public static TrainingConfig Read(ConfigNode node)
    {
        var config = new TrainingConfig
        {
            Epochs = (int)node.Whole("epochs", 1, 1_000_000, 5),
            Seed = node.Whole("seed", 0, long.MaxValue, 1),
            Threads = (int?)node.Find("threads")?.AsWhole(1, 1024),
            KeepMemory = node.Flag("keep-memory", false),
            Device = node.Find("device")?.Matching(DeviceName(), "cpu, cuda or cuda:N with the number of the device", ["cpu", "cuda"])
                ?? "cpu",
            Accumulate = (int)node.Whole("accumulate", 1, 1_000_000, 1),
            Overlap = node.Flag("overlap", false),
            MaxSteps = node.Find("max-steps")?.AsWhole(1, long.MaxValue),
            Checkpoint = node.Find("checkpoint") is { } checkpoint ? CheckpointConfig.Read(checkpoint) : new(),
            EarlyStopping = node.Find("early-stopping") is { } stopping ? EarlyStoppingConfig.Read(stopping) : null,
        };
        node.Close("a setting of train");
        return config;
    }

    [GeneratedRegex(@"\A(cpu|cuda(:[0-9]{1,3})?)\z")]
    private static partial Regex DeviceName();
}
