namespace Ballast.Cli;

/// <summary>When checkpoints are written.</summary>
/// <param name="Every">Steps from one to the next. Default 200.</param>
/// <param name="Keep">How many of the newest stay. Default 2.</param>
internal sealed record CheckpointConfig(int Every = 200, int Keep = 2)
{
    private const string None = "none";

    /// <summary>The section; null if it says that there shall be none.</summary>
    public static CheckpointConfig? Read(ConfigNode node)
    {
        node = node.Named("mode");
        var mode = node.Choice("mode", ["steps", None], "steps");
        var config = new CheckpointConfig((int)node.Whole("every", 1, 1_000_000_000, 200), (int)node.Whole("keep", 1, 1000, 2));
        node.Close("a setting of checkpoints");
        return mode == None ? null : config;
    }
}
