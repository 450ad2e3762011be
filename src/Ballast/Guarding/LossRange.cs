namespace Ballast;

/// <summary>
/// Keeps gradients inside the range of their type by scaling the loss before the backward pass. From the second refusal in a
/// row for non-finite gradients the scale falls by 2^4 (to 2^-60 at least); after 50 good steps it doubles back towards 1. For
/// an optimizer that ignores the gradient's scale, one that all but vanishes is lifted once to a norm of about 1, and stays so.
/// Powers of two, so scaling and unscaling change no bit of a gradient in range.
/// </summary>
internal sealed class LossRange(bool mayLift)
{
    private const int FallBits = 4, LeastBits = -60, GoodSteps = 50;
    private const double Vanishing = 1e-10;
    private int _bits, _refused, _good;
    private bool _lifted;

    /// <summary>What the loss is multiplied by.</summary>
    public double Scale => Math.ScaleB(1, _bits);

    /// <summary>What undoes it; 1 once lifted, since the optimizer does not care.</summary>
    public double Unscale => _lifted ? 1 : Math.ScaleB(1, -_bits);

    /// <summary>Learns from a step.</summary>
    public void Learn(GradientReading reading, Verdict final)
    {
        if (!double.IsFinite(reading.Loss)) return;   // the loss itself is lost: no scale brings it back
        if (reading.NonFinite > 0)
        {
            _good = 0;
            if (++_refused >= 2 && !_lifted) _bits = Math.Max(_bits - FallBits, LeastBits);
            return;
        }

        _refused = 0;
        if (mayLift && !_lifted && reading.Norm is > 0 and < Vanishing) (_lifted, _bits) = (true, (int)Math.Round(-Math.Log2(reading.Norm)));
        if (!final.TakesStep || _lifted || _bits == 0 || ++_good < GoodSteps) return;
        (_bits, _good) = (_bits + 1, 0);
    }

    public string Save() => StateText.Write([], [_bits, _refused, _good, _lifted ? 1 : 0]);

    public void Load(string state)
    {
        if (StateText.Read(state, "loss-range").Longs is not [var bits, var refused, var good, var lifted]) throw StateText.Broken(state, "loss-range");
        (_bits, _refused, _good, _lifted) = ((int)bits, (int)refused, (int)good, lifted != 0);
    }
}
