namespace Ballast.Cli;

/// <summary>What a training begins with: its config, where its run goes, and the checkpoint it goes on from, if any.</summary>
/// <param name="Text">The config as it was read.</param>
/// <param name="Source">The full path of its file, from which paths in it count.</param>
/// <param name="Sets">All overrides.</param>
/// <param name="Config">The config with them.</param>
/// <param name="Run">Folder or file of the run.</param>
/// <param name="Resumed">Whether the run exists.</param>
/// <param name="From">The checkpoint; null to begin, or where the run was ended before its first.</param>
internal sealed record TrainingStart(
    string Text,
    string Source,
    string[] Sets,
    TrainConfig Config,
    string Run,
    bool Resumed,
    CheckpointInfo? From
)
{
    /// <summary>A new run.</summary>
    public static TrainingStart New(string path, string[] sets, string run)
    {
        var text = ConfigReader.ReadText(path); // once: it may be a pipe
        var config = TrainConfig.Parse(text, path, sets);
        return new(text, Path.GetFullPath(path), sets, config, run, Resumed: false, null);
    }

    /// <summary>A run that goes on, with its own config and overrides unless others are given.</summary>
    public static TrainingStart Resume(string? path, string[] sets, RunFolder run)
    {
        string[] all = [.. run.Overrides, .. sets.Except(run.Overrides)];
        var text = path is null ? run.ConfigText : ConfigReader.ReadText(path);
        var config = path is null ? run.Config(sets) : TrainConfig.Parse(text, path, all);
        var changed = text != run.ConfigText || all.Length > run.Overrides.Length;
        if (run.Status == TrainingStatus.Trained.Name() && !changed)
            throw new UsageException($"{run.Folder} has ended: there is nothing to go on with. To train longer, add --set train.epochs=N.");
        if (changed)
            SelfLog.Write(
                $"the config is not the one that {run.Folder} began with ({Differences(run, text, all)}): it goes on by the new one."
            );
        if (ResumeDifference.OfCode(run.Info) is { } code)
            SelfLog.Write($"{run.Folder} goes on with {code}: the same steps need not give the same bits.");
        var from = run.Checkpoints().NewestGood();
        if (from is null)
            SelfLog.Write($"{run.Folder} has no checkpoint yet: it begins again.");
        return new(text, path is null ? run.ConfigPath : Path.GetFullPath(path), all, config, run.File, Resumed: true, from);
    }

    private static string Differences(RunFolder run, string text, string[] sets)
    {
        string[] more = [.. sets.Except(run.Overrides)];
        var config = text == run.ConfigText ? "" : ResumeDifference.OfConfigs(run.ConfigText, text);
        return string.Join("; ", new[] { config, string.Join(", ", more.Select(set => $"--set {set}")) }.Where(it => it.Length > 0));
    }
}
