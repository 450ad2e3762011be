using System.Globalization;

namespace Ballast;

/// <summary>
/// Rescales every gradient that is larger than a norm to it, each parameter by itself: <c>scale = max / norm</c>. Keras calls it
/// <c>clipnorm</c>. Norms are float64, so a finite 1e30 is clipped and not turned into zero.
/// </summary>
internal sealed class ClipEachRule(double max) : IGuardRule
{
    private readonly double _max = Require.Positive(max);
    private readonly TensorScales _scales = new();

    public string Name => "clip-each";

    public Verdict Judge(GradientReading reading)
    {
        _scales.Begin(reading.Parameters.Length);
        for (var i = 0; i < reading.Parameters.Length; i++)
        {
            var norm = reading.Parameters[i].Norm;
            _scales.Set(i, double.IsFinite(norm) && norm > _max ? Math.Max(_max / norm, double.Epsilon) : 1);
        }

        if (_scales.Clipped == 0)
            return Verdict.Proceed;
        var loudest = reading.Parameters[_scales.Loudest];
        return _scales.Rescale(
            string.Create(CultureInfo.InvariantCulture, $"gradient norm {loudest.Norm:g4} of {loudest.Info.Name} above {_max:g4}")
        );
    }
}
