using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// One training of the chaos suite, by the <see cref="Trainer"/> as anyone would have it: guard, recovery, checkpoints, run file.
/// </summary>
internal sealed class ChaosTraining(
    nn.Module<Tensor, Tensor> model,
    optim.Optimizer optimizer,
    Batches batches,
    (Tensor X, Tensor Y) test,
    int epochs
) : IDisposable
{
    private const int CheckpointEvery = 40;
    private readonly ChaosLoss _loss = new();

    public nn.Module<Tensor, Tensor> Model => model;

    public optim.Optimizer Optimizer => optimizer;

    /// <summary>The loss, which can be made to have a gradient of any kind.</summary>
    public ChaosLoss Loss => _loss;

    /// <summary>The snapshots that the guard has taken so far.</summary>
    public HashSet<Ballast.Snapshot> Snapshots { get; } = [];

    /// <summary>Where checkpoints go within the folder of a training.</summary>
    public static CheckpointFolder Checkpoints(string folder) => new(Path.Combine(folder, "checkpoints"));

    /// <summary>Trains, from the newest checkpoint in the folder if there is one.</summary>
    public TrainingSummary Run(string folder, params ITrainingProgress[] progress)
    {
        var checkpoints = Checkpoints(folder);
        var from = checkpoints.NewestGood();
        using var run = Sinks.RunFile(folder, new RunFileOptions { Append = true, ResumeAt = from?.Step ?? 0 });
        return new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = _loss,
            Guard = GuardOptions.Auto with { Sinks = [run] },
            Recovery = new() { Taken = snapshot => Snapshots.Add(snapshot) },
            Schedule = Schedules.Cosine(),
            Progress = [run, .. progress],
            Checkpoints = checkpoints,
            CheckpointEvery = CheckpointEvery,
            ResumeFrom = from?.Path,
        }.Fit(batches, () => Evaluation.On(model, _loss, test.X, test.Y), epochs);
    }

    /// <summary>The first parameter or floating-point buffer that is not finite; null as ever.</summary>
    public string? Broken() =>
        model
            .named_parameters()
            .Select(it => (it.name, tensor: (Tensor)it.parameter))
            .Concat(model.named_buffers().Where(it => it.buffer.is_floating_point()).Select(it => (it.name, tensor: it.buffer)))
            .Where(it => NonFinite.IsIn(it.tensor))
            .Select(it => it.name)
            .FirstOrDefault();

    /// <summary>Every bit of parameters and buffers.</summary>
    public string Bits() =>
        Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData([
                .. model.parameters().Concat(model.buffers()).SelectMany(it => it.bytes.ToArray()),
            ])
        );

    public void Dispose()
    {
        batches.Dispose();
        optimizer.Dispose();
        model.Dispose();
    }
}
