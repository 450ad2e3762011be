namespace Ballast.Cli;

/// <summary>A run that exists, by its folder, its run file or its bundle: what it was trained from and its checkpoints.</summary>
internal sealed class RunFolder
{
    /// <summary>Where runs go that are given no folder.</summary>
    public const string Runs = "runs";

    /// <summary>The run file of a folder.</summary>
    public const string FileName = "run.db";

    private const int Tries = 20;

    private readonly IReadOnlyDictionary<string, string> _info;

    private RunFolder(string file, IReadOnlyDictionary<string, string> info) => (File, _info) = (file, info);

    /// <summary>The run file.</summary>
    public string File { get; }

    /// <summary>The folder it lies in.</summary>
    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary>All facts that were noted of it.</summary>
    public IReadOnlyDictionary<string, string> Info => _info;

    public string Status => _info.GetValueOrDefault("status", "running");

    /// <summary>The config as it was read, without overrides.</summary>
    public string ConfigText => _info.GetValueOrDefault("config", "");

    /// <summary>Where the config was read from; what stands in it is relative to its folder. Empty where the run does not say.</summary>
    public string ConfigPath => _info.GetValueOrDefault("config path", "");

    /// <summary>The overrides it was trained with.</summary>
    public string[] Overrides => _info.GetValueOrDefault("overrides", "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public CheckpointFolder Checkpoints(int keep = 2) => CheckpointsOf(File, keep);

    /// <summary>
    /// Beside a run.db a folder of that name; beside any other file one that carries the file's name, since others may lie there too.
    /// </summary>
    public static CheckpointFolder CheckpointsOf(string file, int keep)
    {
        var name = Path.GetFileName(file) == FileName ? "checkpoints" : $"{Path.GetFileNameWithoutExtension(file)}-checkpoints";
        return new(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, name), keep);
    }

    /// <exception cref="RunFileException">There is no run, or it is damaged.</exception>
    /// <exception cref="UsageException">It is a bundle that cannot be unpacked.</exception>
    public static RunFolder Open(string path)
    {
        using var run = RunFile.Open(Bundle.Opened(path));
        return new(run.Path, run.Info());
    }

    /// <summary>The run that was written to last.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static RunFolder Latest()
    {
        var file = Directory.Exists(Runs)
            ? Directory
                .EnumerateDirectories(Runs)
                .Select(folder => Path.Combine(folder, FileName))
                .Where(System.IO.File.Exists)
                .MaxBy(System.IO.File.GetLastWriteTimeUtc)
            : null;
        return file is not null
            ? Open(file)
            : throw new UsageException($"There is no run in {Path.GetFullPath(Runs)} to go on with. Give its folder: --resume FOLDER.");
    }

    /// <summary>The config it was trained from, with its overrides, where a bundle's files lie, and further ones.</summary>
    /// <exception cref="UsageException">The run does not say, or came with code that it would run.</exception>
    public TrainConfig Config(params string[] sets)
    {
        if (ConfigText.Length == 0)
            throw new UsageException($"{File} holds no config: it was not written by ballast train.");
        var bundle = BundleManifest.In(Folder);
        var config = TrainConfig.Parse(
            ConfigText,
            ConfigPath.Length > 0 ? ConfigPath : $"the config of {File}",
            [.. Overrides, .. bundle?.Overrides(Folder) ?? [], .. sets]
        );
        // what comes from elsewhere chooses no code that runs here
        var chosen = sets.Any(set => set.StartsWith("model.assembly=", StringComparison.Ordinal));
        return bundle is null || chosen || config.Model.Own is not { } own
            ? config
            : throw new UsageException(
                $"The model of this bundle is {own.Type} of {own.Assembly}, and a bundle brings no code. Build it here, and say where it "
                    + "is: --set model.assembly=PATH."
            );
    }

    /// <summary>
    /// What is read from the best or the last checkpoint. A training that goes on may replace the last one between finding and reading it:
    /// then the one after it is read.
    /// </summary>
    /// <exception cref="UsageException">There is none.</exception>
    public T FromCheckpoint<T>(bool best, Func<string, T> read)
    {
        for (var tries = Tries; ; tries--)
        {
            try
            {
                return read(Checkpoint(best));
            }
            catch (CheckpointException fault) when (fault.Absent && tries > 0) { }
        }
    }

    /// <summary>The best or the last checkpoint.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string Checkpoint(bool best)
    {
        var path = best ? Checkpoints().Best : Checkpoints().NewestGood()?.Path;
        if (best && !System.IO.File.Exists(path))
            path = null;
        return path
            ?? throw new UsageException(
                $"{Folder} has no {(best ? "best " : "")}checkpoint. Train with train.checkpoint, which is on unless the config says none."
            );
    }
}
