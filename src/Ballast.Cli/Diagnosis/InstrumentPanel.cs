using System.Globalization;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Instruments read once for a config: what the gradient's noise, the loss surface and the weights are like.</summary>
internal sealed class InstrumentPanel
{
    private const int Batches = 12,
        Iterations = 30;
    private const long MostValues = 4_000_000; // of a matrix whose singular values are asked for

    public InstrumentPanel(TrainingParts parts)
    {
        using var scope = NewDisposeScope();
        var batches = parts.Batches.Peek(Batches);
        Func<Tensor>[] losses = [.. batches.Select(batch => (Func<Tensor>)(() => parts.Loss.forward(parts.Model.call(batch.x), batch.y)))];
        using (var quiet = new Undisturbed(parts.Model))
            NoiseScale = losses.Length < 2 ? double.NaN : GradientNoise.Scale(parts.Model, losses, parts.Config.Data.Batch);
        using var sharpness = new Sharpness(parts.Model);
        Sharpness = sharpness.Measure(losses[0], Iterations);
        Ranks =
        [
            .. parts
                .Model.named_parameters()
                .Where(it => it.parameter.ndim > 1 && it.parameter.numel() <= MostValues && it.parameter.isfinite().all().item<bool>())
                .Select(it => (it.name, Instruments.EffectiveRank(it.parameter), Smaller(it.parameter.shape))),
        ];
    }

    /// <summary>The batch size at which noise and signal are equal.</summary>
    public double NoiseScale { get; }

    /// <summary>The largest eigenvalue of the Hessian.</summary>
    public double Sharpness { get; }

    /// <summary>Effective ranks, beside the largest possible.</summary>
    public (string Name, double Rank, long Of)[] Ranks { get; }

    public object Json =>
        new
        {
            noiseScale = NoiseScale,
            sharpness = Sharpness,
            stableRate = 2 / Sharpness,
            ranks = Ranks.Select(it => new
            {
                name = it.Name,
                effective = it.Rank,
                of = it.Of,
            }),
        };

    public void Write(TextWriter to)
    {
        to.WriteLine();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gradient noise scale  {NoiseScale:g3} samples"));
        to.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"sharpness             {Sharpness:g3}, so plain descent is stable below {2 / Sharpness:g3}"
            )
        );
        foreach (var (name, rank, of) in Ranks)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"effective rank        {rank:0.0} of {of} in {name}"));
    }

    private static long Smaller(long[] shape) => Math.Min(shape[0], shape.Skip(1).Aggregate(1L, (product, size) => product * size));
}
