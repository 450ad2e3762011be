using System.Globalization;
using System.Text.Json;
using Ballast.Testing;

namespace Ballast.Cli;

/// <summary>A file for every finished trial, so that a suite that was stopped goes on where it was.</summary>
internal sealed class ResultFolder
{
    public ResultFolder(string path, bool fresh)
    {
        Path = path;
        try
        {
            if (fresh && Directory.Exists(Trials)) Directory.Delete(Trials, recursive: true);
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
    public TrialResult? Find(TrialTask task)
    {
        try
        {
            return File.Exists(FileOf(task)) ? JsonSerializer.Deserialize<TrialResult>(File.ReadAllText(FileOf(task)), JsonLine.Options) : null;
        }
        catch (JsonException)
        {
            return null;   // cut off in the middle of writing: run it again
        }
    }

    public void Keep(TrialTask task, TrialResult result) => File.WriteAllText(FileOf(task), JsonSerializer.Serialize(result, JsonLine.Options));

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    private string FileOf(TrialTask task) =>
        System.IO.Path.Combine(Trials, string.Create(CultureInfo.InvariantCulture, $"{task.Scenario.Name}.{task.Policy}.{task.Seed}.json"));
}
