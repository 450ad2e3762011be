namespace Ballast;

/// <summary>A run in a list. Loss and accuracy are those of the end, or of the last evaluation; null before the first.</summary>
/// <param name="Run">Its folder.</param>
/// <param name="Status">
/// <c>running</c>, <c>trained</c>, <c>halted</c>, <c>interrupted</c>, <c>ended</c>, <c>failed</c>, <c>killed</c> (the process is gone),
/// <c>unrecorded</c> or
/// <c>unreadable</c>.
/// </param>
/// <param name="Steps">Steps up to now.</param>
/// <param name="TestLoss">NaN if it is that.</param>
/// <param name="TestAccuracy">From 0 to 1.</param>
/// <param name="Started">When, in UTC; empty if unknown.</param>
public sealed record RunOverview(string Run, string Status, long Steps, double? TestLoss, double? TestAccuracy, string Started)
{
    /// <summary>Looks at a run; one that cannot be read is listed too.</summary>
    /// <param name="folder">The folder with its <c>run.db</c>, or the file.</param>
    public static RunOverview Read(string folder)
    {
        try
        {
            using var run = RunFile.Open(folder);
            return Of(run, folder);
        }
        catch (RunFileException)
        {
            return new(folder, "unreadable", 0, null, null, "");
        }
    }

    /// <summary>The runs in a folder by name: folders with a <c>run.db</c>, and run files of any name that end in <c>.db</c>.</summary>
    /// <exception cref="IOException">It cannot be looked into.</exception>
    public static IReadOnlyList<string> RunsIn(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Where(it => File.Exists(System.IO.Path.Combine(it, RunPaths.FileName)))
                .Concat(Directory.EnumerateFiles(folder, "*.db").Where(RunSchema.Marks))
                .Order(StringComparer.Ordinal),
        ];

    internal static RunOverview Of(RunFile run, string folder)
    {
        var (info, summary, last) = (run.Info(), run.Summary(), run.Evaluations() is [.., var evaluation] ? evaluation : null);
        var accuracy = summary?.TestAccuracy ?? last?.Accuracy;
        var status = info.GetValueOrDefault("status", "running");
        return new(
            folder,
            status == "running" ? Unsaid(run.Path, info.ContainsKey("config")) : status,
            summary?.Steps ?? run.LastStep + 1,
            summary?.TestLoss ?? last?.Loss,
            accuracy is double.NaN ? null : accuracy,
            info.GetValueOrDefault("started", "")
        );
    }

    // of a run whose file does not say that it ended; a loop of one's own holds no lock
    private static string Unsaid(string run, bool isOfTrain) =>
        RunLockFile.State(run) switch
        {
            RunLockState.Left => "killed",
            RunLockState.None when isOfTrain => "unrecorded",
            _ => "running",
        };
}
