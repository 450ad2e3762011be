namespace Ballast.Cli;

/// <summary>A model as a checkpoint of a run has it, with the data it was trained on.</summary>
internal sealed class TrainedModel : IDisposable
{
    private TrainedModel(RunFolder run, TrainingParts parts, CheckpointInfo from) => (Run, Parts, From) = (run, parts, from);

    public RunFolder Run { get; }

    public TrainingParts Parts { get; }

    /// <summary>The checkpoint.</summary>
    public CheckpointInfo From { get; }

    /// <param name="path">Folder or file of the run.</param>
    /// <param name="best">The best checkpoint instead of the last.</param>
    /// <param name="device">Where to put the model; null for where it was trained.</param>
    public static TrainedModel Load(string path, bool best, string? device = null)
    {
        var run = RunFolder.Open(path);
        var checkpoint = run.Checkpoint(best);
        var parts = TrainingParts.Build(run.Config(device is null ? [] : [$"train.device={device}"]));
        try
        {
            var from = Checkpoint.LoadWeights(checkpoint, parts.Model);
            parts.Model.eval();
            return new(run, parts, from);
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    public void Dispose() => Parts.Dispose();
}
