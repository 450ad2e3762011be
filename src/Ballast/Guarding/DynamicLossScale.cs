namespace Ballast;

/// <summary>
/// Dynamic loss scaling (Micikevicius et al. 2018, "Mixed Precision Training", arXiv:1710.03740): halves where gradients overflow, doubles
/// after so many good steps. Powers of two, so scaling changes no bit of a gradient in range. It is honest where others are not: rules
/// judge in units of the loss, a refused step teaches the scale and nobody else, batches that are accumulated into one step share one
/// scale, and a loss that is not finite itself is not blamed on the scale.
/// </summary>
internal sealed class DynamicLossScale(LossScaleOptions options) : ILossScale
{
    private const int Most = 24,
        Least = -24;
    private int _bits = (int)Math.Log2(options.Initial),
        _good;

    public double Scale => Math.ScaleB(1, _bits);

    public double Unscale => Math.ScaleB(1, -_bits);

    public double StepUnscale => Unscale;

    public bool Learn(GradientReading reading, Verdict final)
    {
        if (!double.IsFinite(reading.Loss))
            return false;
        if (reading.NonFinite > 0)
            (_bits, _good) = (Math.Max(Least, _bits - 1), 0);
        else if (final.TakesStep && ++_good >= options.GrowEvery)
            (_bits, _good) = (Math.Min(Most, _bits + 1), 0);
        return false;
    }

    public string Save() => StateText.Write([], [_bits, _good]);

    public void Load(string state)
    {
        if (StateText.Read(state, "loss-scale") is not ([], [var bits, var good]) || bits is < Least or > Most || good < 0)
            throw StateText.Broken(state, "loss-scale");
        (_bits, _good) = ((int)bits, (int)good);
    }
}
