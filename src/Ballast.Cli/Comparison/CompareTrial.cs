using System.Globalization;

namespace Ballast.Cli;

/// <summary>How one training of a comparison ended: what its process writes as its last line.</summary>
internal sealed record CompareTrial
{
    public required string Task { get; init; }

    public required string Technique { get; init; }

    public required int Seed { get; init; }

    /// <summary>False if the technique has no place in the model; then nothing was run.</summary>
    public bool Applies { get; init; } = true;

    public bool Survived { get; init; }

    public double TestLoss { get; init; } = double.NaN;

    public double TestAccuracy { get; init; } = double.NaN;

    /// <summary>Largest gradient norm over the median.</summary>
    public double GradPeak { get; init; } = double.NaN;

    /// <summary>99th percentile of gradient norms over the median.</summary>
    public double GradP99 { get; init; } = double.NaN;

    /// <summary>See <see cref="GradientNoise"/>.</summary>
    public double GradVariance { get; init; } = double.NaN;

    /// <summary>Steps that were not taken.</summary>
    public long Refused { get; init; }

    /// <summary>Neurons that deadly flips acted on.</summary>
    public long Flips { get; init; }

    /// <summary>Median duration of a step.</summary>
    public double StepSeconds { get; init; } = double.NaN;

    /// <summary>Peak resident memory of the process, managed and native.</summary>
    public double PeakBytes { get; init; } = double.NaN;

    /// <summary>Training losses, evenly thinned out.</summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    /// <summary>Why there is no result, if the process died; else empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>In a line.</summary>
    public static string Words(CompareTrial trial) =>
        string.Create(CultureInfo.InvariantCulture, $"{trial.Task}, {trial.Technique}, seed {trial.Seed}: {trial.Say()}");

    private string Say()
    {
        if (Error.Length > 0)
            return $"no result, {Error.Split('\n')[0]}";
        if (!Applies)
            return "has no place in this model";
        var accuracy = double.IsNaN(TestAccuracy) ? "" : string.Create(CultureInfo.InvariantCulture, $", accuracy {TestAccuracy:0.000}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(Survived ? "survived" : "did not survive")}, test loss {TestLoss:g4}{accuracy}"
        );
    }
}
