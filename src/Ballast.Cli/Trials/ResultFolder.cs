using System.Text.Json;

namespace Ballast.Cli;

/// <summary>A file for every finished trial, so that a suite that was stopped goes on where it was.</summary>
internal sealed class ResultFolder
{
    public ResultFolder(string path, bool fresh)
    {
        Path = path;
        try
        {
            if (fresh && Directory.Exists(Trials))
                Directory.Delete(Trials, recursive: true);
            Directory.CreateDirectory(Trials);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The results cannot be written to {path}: {fault.Message}");
        }
    }

    public string Path { get; }

    private string Trials => System.IO.Path.Combine(Path, "trials");

    /// <summary>The result of an earlier run, null if there is none that can be read.</summary>
    public TResult? Find<TResult>(string trial)
        where TResult : class
    {
        try
        {
            return File.Exists(FileOf(trial))
                ? JsonSerializer.Deserialize<TResult>(File.ReadAllText(FileOf(trial)), JsonLine.Options)
                : null;
        }
        catch (JsonException)
        {
            return null; // cut off in the middle of writing: run it again
        }
    }

    public void Keep<TResult>(string trial, TResult result) =>
        AtomicFile.Write(FileOf(trial), stream => JsonSerializer.Serialize(stream, result, JsonLine.Options)); // others may look already

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    private string FileOf(string trial) => System.IO.Path.Combine(Trials, trial + ".json");
}
