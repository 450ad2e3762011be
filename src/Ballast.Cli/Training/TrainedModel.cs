using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// A model as a checkpoint of a run has it, on the CPU, with what its inputs look like and its answers mean. Needs nothing of the data it
/// was trained on.
/// </summary>
internal sealed class TrainedModel : IDisposable
{
    private TrainedModel(RunFolder run, CheckpointInfo from, SampleFormat format, TrainingLoss loss, nn.Module<Tensor, Tensor> model) =>
        (Run, From, Format, Loss, Model) = (run, from, format, loss, model);

    public RunFolder Run { get; }

    /// <summary>The checkpoint.</summary>
    public CheckpointInfo From { get; }

    public SampleFormat Format { get; }

    public TrainingLoss Loss { get; }

    /// <summary>In evaluation mode.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <param name="path">Folder or file of the run.</param>
    /// <param name="best">The best checkpoint instead of the last.</param>
    /// <exception cref="UsageException">The run has no checkpoint, or does not say what its inputs look like.</exception>
    public static TrainedModel Load(string path, bool best)
    {
        var run = RunFolder.Open(path);
        TestedMachine.Ensure();
        return run.FromCheckpoint(best, file => Load(run, file));
    }

    private static TrainedModel Load(RunFolder run, string file)
    {
        var from = Checkpoint.Read(file);
        var (config, format) = (run.Config(), Of(from));
        var loss = config.Loss.Create(LossData.Of(format));
        var model = ModelBuilder.Build(config.Model, ModelBuilder.Task(format, loss));
        try
        {
            Checkpoint.LoadWeights(from.Path, model);
            model.eval();
            TestedMachine.Ensure(model);
            return new(run, from, format, loss, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose() => Model.Dispose();

    private static SampleFormat Of(CheckpointInfo from)
    {
        try
        {
            return SampleFormat.Load(from.Facts.GetValueOrDefault("samples", "null"));
        }
        catch (FormatException)
        {
            throw new UsageException(
                $"{from.Path} does not say what its inputs look like: it was written by an earlier version of Ballast. Resume or "
                    + "repeat the training, which writes a new one."
            );
        }
    }
}
