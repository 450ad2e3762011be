using System.Globalization;

namespace Ballast;

/// <summary>
/// Rescales all gradients whose global norm is above a quantile of the norms before to that quantile: AutoClip (Seetharaman, Wichern,
/// Pardo, Le Roux 2020, "AutoClip: Adaptive Gradient Clipping for Source Separation Networks", arXiv:2007.14469).
/// </summary>
/// <remarks>
/// Other than the published code it learns only from steps that are taken, so one NaN does not end it, and from the last
/// <paramref name="memory"/> norms, so its cost does not grow with the training.
/// </remarks>
/// <param name="quantile">Which quantile, in (0, 1).</param>
/// <param name="memory">How many norms are remembered, at least 2.</param>
internal sealed class AutoClipRule(double quantile, int memory) : IGuardRule
{
    private readonly double _quantile = Require.BelowOne(Require.Positive(quantile));
    private readonly int _memory = Require.AtLeast(memory, 2);
    private RecentValues _norms = new([], memory);

    public string Name => "autoclip";

    public Verdict Judge(GradientReading reading)
    {
        var usual = _norms.Quantile(_quantile);
        return double.IsFinite(reading.Norm) && reading.Norm > usual
            ? Verdict.Rescale(
                Math.Max(usual / reading.Norm, double.Epsilon),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gradient norm {reading.Norm:g4} above {usual:g4}, under which {100 * _quantile:g3} % of the last {_norms.Count} lie"
                )
            )
            : Verdict.Proceed;
    }

    public void Learn(GradientReading reading, Verdict final)
    {
        if (final.TakesStep && double.IsFinite(reading.Norm))
            _norms.Add(reading.Norm);
    }

    public string Save() => StateText.Write([.. _norms.Values], []);

    public void Load(string state)
    {
        var (norms, none) = StateText.Read(state, Name);
        if (none.Length > 0 || norms.Length > _memory || !norms.All(norm => double.IsFinite(norm) && norm >= 0))
            throw StateText.Broken(state, Name);
        _norms = new(norms, _memory);
    }
}
