using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>How one training of a <see cref="ComparisonTask"/> ended.</summary>
/// <param name="Value">The task's measure at the end; NaN if weights or outputs are not finite.</param>
/// <param name="Refused">Steps that were not taken.</param>
/// <param name="Flips">Neurons that deadly flips acted on.</param>
/// <param name="RowSwaps">How many of them swapped with another neuron, guarded.</param>
/// <param name="SpectralRadius">Of the first recurrent matrix; NaN where there is none.</param>
/// <param name="Digest">Of all weights: equal digests, equal bits.</param>
public sealed record ComparisonResult(double Value, int Refused, long Flips, long RowSwaps, double SpectralRadius, string Digest)
{
    private const int NoiseBatches = 16;

    /// <summary>Loss on clean data: of classes the cross-entropy, of numbers the task's measure. NaN if weights are not finite.</summary>
    public double TestLoss { get; init; } = double.NaN;

    /// <summary>Share of right answers on clean data; NaN where numbers are predicted.</summary>
    public double TestAccuracy { get; init; } = double.NaN;

    /// <summary>Loss of every batch.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>Norm of every step's gradient, before anything was changed.</summary>
    public IReadOnlyList<double> GradientNorms { get; init; } = [];

    /// <summary>See <see cref="GradientNoise"/>, over 16 further batches at the last weights; NaN if they are not finite.</summary>
    public double GradientVariance { get; init; } = double.NaN;

    /// <summary>Median time of a step: forward, backward, and what the method does.</summary>
    public TimeSpan StepTime { get; init; }

    /// <summary>What a training of so many steps came to.</summary>
    internal static ComparisonResult Of(TrialCourse course, int steps)
    {
        var (trial, run) = course;
        var finite = course.WeightsFinite;
        var (loss, accuracy) = finite ? CleanTest.Of(trial) : (double.NaN, double.NaN);
        var flips = run.Edits.OfType<DeadlyFlip>().ToArray();
        return new(
            finite ? trial.Evaluate() : double.NaN,
            run.Skipped + (steps - (course.HaltedAt ?? steps)),
            flips.Sum(flip => flip.Flips),
            flips.Sum(flip => flip.RowSwaps),
            SpectralRadiusOf(trial.Model),
            DigestOf(trial.Model)
        )
        {
            TestLoss = loss,
            TestAccuracy = accuracy,
            Losses = course.Losses,
            GradientNorms = course.GradientNorms,
            StepTime = course.StepTimes.Count == 0 ? default : course.StepTimes.Order().ElementAt(course.StepTimes.Count / 2),
            GradientVariance = finite
                ? GradientNoise.Measure(
                    trial.Model,
                    Enumerable.Range(steps, NoiseBatches).Select(i => (Func<Tensor>)(() => trial.LossOf(trial.Batch(i))))
                )
                : double.NaN,
        };
    }

    private static double SpectralRadiusOf(nn.Module model)
    {
        var recurrent = model.named_parameters().FirstOrDefault(p => p.name.Contains("weight_hh", StringComparison.Ordinal)).parameter;
        if (recurrent is null || recurrent.shape[0] != recurrent.shape[1] || !recurrent.isfinite().all().item<bool>())
            return double.NaN;
        using var off = no_grad();
        return linalg.eigvals(recurrent.to(ScalarType.Float64)).abs().max().item<double>();
    }

    private static string DigestOf(nn.Module model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in model.parameters())
            hash.AppendData(parameter.detach().cpu().contiguous().bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
