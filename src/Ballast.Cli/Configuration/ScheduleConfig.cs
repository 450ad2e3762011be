namespace Ballast.Cli;

/// <summary>The schedule section.</summary>
/// <param name="Name">One of <see cref="Schedules.Names"/>. Default constant.</param>
/// <param name="Warmup">Steps of linear warm-up. Default 0.</param>
internal sealed record ScheduleConfig(string Name = "constant", long Warmup = 0)
{
    public static ScheduleConfig Read(ConfigNode node)
    {
        node = node.Named();
        var config = new ScheduleConfig(node.Choice("name", Schedules.Names), node.Whole("warmup", 0, 1_000_000_000, 0));
        node.Close($"a setting of {config.Name}");
        return config;
    }
}
