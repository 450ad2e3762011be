using System.Globalization;

namespace Ballast;

/// <summary>
/// Rescales every gradient that is larger than a norm to it, each parameter by itself: <c>scale = max / norm</c>. Keras calls it
/// <c>clipnorm</c>. Norms are float64, so a finite 1e30 is clipped and not turned into zero.
/// </summary>
internal sealed class ClipEachRule(double max) : IGuardRule
{
    private readonly double _max = Require.Positive(max);
    private double[] _scales = [];

    public string Name => "clip-each";

    public Verdict Judge(GradientReading reading)
    {
        if (_scales.Length != reading.Parameters.Length)
            _scales = new double[reading.Parameters.Length]; // made once: a step allocates little
        var (loudest, clipped) = (0, 0);
        for (var i = 0; i < _scales.Length; i++)
        {
            var norm = reading.Parameters[i].Norm;
            _scales[i] = double.IsFinite(norm) && norm > _max ? Math.Max(_max / norm, double.Epsilon) : 1;
            if (_scales[i] < 1)
                clipped++;
            if (_scales[i] < _scales[loudest])
                loudest = i;
        }

        return clipped == 0
            ? Verdict.Proceed
            : Verdict.RescaleEach(
                _scales,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gradient norm {reading.Parameters[loudest].Norm:g4} of {reading.Parameters[loudest].Info.Name} above {_max:g4} "
                        + $"({clipped} of {_scales.Length} tensors clipped)"
                )
            );
    }
}
