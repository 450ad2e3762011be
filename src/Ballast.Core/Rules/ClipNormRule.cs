using System.Globalization;

namespace Ballast;

/// <summary>
/// Rescales all gradients to a largest global norm: <c>scale = max / norm</c> where the norm is larger.
/// Pascanu, Mikolov, Bengio 2013, "On the difficulty of training recurrent neural networks". Unlike the usual
/// implementations the norm is a float64, so a finite 1e30 is clipped and not turned into zero.
/// </summary>
internal sealed class ClipNormRule(double max) : IGuardRule
{
    private readonly double _max = Require.Positive(max);

    public string Name => "clip-norm";

    public Verdict Judge(GradientReading reading) =>
        double.IsFinite(reading.Norm) && reading.Norm > _max
            ? Verdict.Rescale(
                Math.Max(_max / reading.Norm, double.Epsilon),
                string.Create(CultureInfo.InvariantCulture, $"gradient norm {reading.Norm:g4} above {_max:g4}")
            )
            : Verdict.Proceed;
}
