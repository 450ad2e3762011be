using System.Text.Json;

namespace Ballast;

/// <summary>What <c>ballast explain</c> has tried on a run, in a file beside it: <c>explained.json</c>, or <c>mine.explained.json</c>
/// beside a <c>mine.db</c>.</summary>
public static class TriedChanges
{
    private const string FileName = "explained.json";
    private const long Longest = 1 << 20;

    /// <summary>One change: its name, the cause that it is a remedy of, what was reached, whether it heals.</summary>
    public readonly record struct Row(string Name, Cause? Cause, double Score, bool Heals);

    /// <summary>Where they are kept.</summary>
    /// <param name="run">The run file.</param>
    public static string PathOf(string run)
    {
        var name = Path.GetFileName(run) == RunPaths.FileName ? FileName : $"{Path.GetFileNameWithoutExtension(run)}.{FileName}";
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(run))!, name);
    }

    /// <summary>Writes them.</summary>
    /// <param name="to">Such a file.</param>
    /// <param name="rows">The changes.</param>
    public static void Write(Stream to, IEnumerable<Row> rows) => JsonSerializer.Serialize(to, rows, ViewJson.Options);

    /// <summary>Reads them; none where there is no such file, or it is not one of these.</summary>
    /// <param name="run">The run file.</param>
    public static IReadOnlyList<Row> Load(string run)
    {
        try
        {
            var file = new FileInfo(PathOf(run));
            return file is { Exists: true, Length: < Longest }
                ? JsonSerializer.Deserialize<Row[]>(File.ReadAllText(file.FullName), ViewJson.Options) ?? []
                : [];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }
}
