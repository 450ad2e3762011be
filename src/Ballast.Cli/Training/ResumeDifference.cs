using TorchSharp;

namespace Ballast.Cli;

/// <summary>What differs between a run and the process that goes on with it, in words.</summary>
internal static class ResumeDifference
{
    private const int Shown = 6;

    /// <summary>What a run notes of the code and the machine that it is trained by, so that a resume can tell others.</summary>
    public static IReadOnlyDictionary<string, string> Code { get; } =
        new Dictionary<string, string>
        {
            ["ballast"] = typeof(StepGuard).Assembly.GetName().Version!.ToString(3),
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
            ["libtorch"] = torch.__version__,
            ["processor"] = ProcessorClass.Here,
        };

    /// <summary>The lines of two configs that only one of them has; those of comments and the order do not count.</summary>
    public static string OfConfigs(string before, string now)
    {
        var (old, young) = (Lines(before), Lines(now));
        string[] lines = [.. old.Except(young).Select(line => $"no more: {line}"), .. young.Except(old).Select(line => $"new: {line}")];
        return lines.Length == 0
            ? "in order or comments alone"
            : string.Join("; ", lines.Take(Shown)) + (lines.Length > Shown ? $"; and {lines.Length - Shown} lines more" : "");
    }

    /// <summary>
    /// Versions and a processor that are others than the run's: with those the same steps need not give the same bits. Null where all are
    /// the same, and of a run that does not say.
    /// </summary>
    public static string? OfCode(IReadOnlyDictionary<string, string> run)
    {
        string[] others =
        [
            .. Code.Where(it => run.TryGetValue(it.Key, out var was) && was != it.Value)
                .Select(it => $"{it.Key} {it.Value} instead of {run[it.Key]}"),
        ];
        return others.Length == 0 ? null : string.Join(", ", others);
    }

    private static List<string> Lines(string config) =>
        [
            .. config
                .Split('\n')
                .Select(line => line.Split(" #")[0].Trim())
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
        ];
}
