using System.Globalization;

namespace Ballast;

/// <summary>
/// How much memory this process can still have: what the system has available, within the limit of its container. A system that runs out
/// of it does not refuse, it kills; so whoever is about to ask for much asks here first.
/// </summary>
internal static class HostMemory
{
    private const string Groups = "/sys/fs/cgroup";

    /// <summary>Bytes that can be had now; tests put another number here.</summary>
    public static Func<double> Free { get; set; } = () => Math.Min(OfSystem(), OfContainer());

    /// <summary>What is free, in words.</summary>
    public static string Room => $"{Words(Free())} are free here{(OfContainer() < OfSystem() ? " (the limit of this container)" : "")}";

    /// <summary>
    /// What is lacking for so many bytes, in words: "about 68.7 GB of memory, but 20.1 GB are free here"; null if there is enough.
    /// </summary>
    /// <param name="bytes">A double, so that no product of sizes overflows.</param>
    public static string? Lack(double bytes) => bytes <= Free() ? null : $"about {Words(bytes)} of memory, but {Room}";

    /// <summary>Bytes in words: 17.2 GB.</summary>
    public static string Words(double bytes) =>
        bytes switch
        {
            < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
            < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
            < 1e14 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:#,0.#} GB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#e+0} GB"),
        };

    private static double OfSystem()
    {
        if (
            !OperatingSystem.IsLinux()
            || Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is not { } line
        )
        {
            var machine = GC.GetGCMemoryInfo();
            return Math.Max(0, machine.TotalAvailableMemoryBytes - machine.MemoryLoadBytes);
        }

        return 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // of version 2 (one hierarchy, every group above counts too) or version 1; what it holds of files can be had back
    private static double OfContainer()
    {
        if (!OperatingSystem.IsLinux())
            return double.PositiveInfinity;
        var least = Left($"{Groups}/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
        var path = Lines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?[3..].TrimEnd('/')
            ?? "";
        for (; ; path = path[..path.LastIndexOf('/')])
        {
            least = Math.Min(least, Left(Groups + path, "memory.max", "memory.current", "inactive_file"));
            if (path.Length == 0)
                return least;
        }
    }

    private static double Left(string group, string limit, string usage, string files)
    {
        if (
            !double.TryParse(Lines($"{group}/{limit}").FirstOrDefault(), CultureInfo.InvariantCulture, out var most)
            || !double.TryParse(Lines($"{group}/{usage}").FirstOrDefault(), CultureInfo.InvariantCulture, out var used)
        )
            return double.PositiveInfinity;
        var stat = Lines($"{group}/memory.stat").FirstOrDefault(line => line.StartsWith(files + " ", StringComparison.Ordinal));
        return Math.Max(0, most - used + (stat is null ? 0 : double.Parse(stat[(files.Length + 1)..], CultureInfo.InvariantCulture)));
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
