using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>What Adafactor's hyperparameters come to in one step of one tensor.</summary>
/// <param name="Fresh">How much of the running means the newest is.</param>
/// <param name="Rate">The relative step.</param>
/// <param name="Least">Least mean square.</param>
/// <param name="LeastWeight">Least root mean square of the weights.</param>
/// <param name="MostUpdate">Largest root mean square of the update.</param>
/// <param name="OfWeight">What the decay takes of a weight, at most 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AdafactorFactors(
    double Fresh,
    double Rate,
    double Least,
    double LeastWeight,
    double MostUpdate,
    double OfWeight
)
{
    public static AdafactorFactors Of(in FusedStep step, bool wide)
    {
        var h = step.Hyperparameters;
        var least =
            h[2] > 0 ? h[2]
            : wide ? Math.BitIncrement(1) - 1
            : MathF.BitIncrement(1) - 1;
        return new(Math.Pow(step.State.Step, -h[1]), Math.Min(h[0], 1 / Math.Sqrt(step.State.Step)), least, h[3], h[4], -h[0] * h[5]);
    }

    /// <summary>A running mean that has learned one value.</summary>
    public double Towards(double mean, double value) => ((1 - Fresh) * mean) + (Fresh * value);

    /// <summary>What the update is multiplied by, sign included, given squares of norms.</summary>
    public double OfUpdate(double update, double weight, long count) =>
        -Rate * Math.Max(LeastWeight, Math.Sqrt(weight / count)) / Math.Max(1, Math.Sqrt(update / count) / MostUpdate);
}
