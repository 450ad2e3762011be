using static Ballast.GuardConstants;

namespace Ballast;

/// <summary>
/// Keeps gradients inside the range of their type by scaling the loss before the backward pass. From the second refusal in a
/// row for non-finite gradients the scale falls by 2^4 (to 2^-60 at least); after 50 good steps it doubles back towards 1. For
/// an optimizer that ignores the gradient's scale, gradients that all but vanish from the first step on are lifted to a norm of about 1.
/// Powers of two, so scaling and unscaling change no bit of a gradient in range.
/// </summary>
/// <remarks>
/// Lifted is only what vanishes in each of the first ten steps: a batch that a classifier is sure of, or a training that has converged, has
/// a gradient of 1e-20 and is well. Should a lifted gradient grow towards the end of its type's range, the lift ends, once and for all, and
/// the optimizer's moments, which are of the other size, start afresh.
/// </remarks>
internal sealed class LossRange(bool mayLift) : ILossScale
{
    private int _bits,
        _refused,
        _good,
        _looked;
    private double _largest;
    private bool _lifted;

    /// <summary>What the loss is multiplied by.</summary>
    public double Scale => Math.ScaleB(1, _bits);

    /// <summary>What undoes it.</summary>
    public double Unscale => Math.ScaleB(1, -_bits);

    /// <summary>
    /// What the optimizer is to multiply gradients by: as <see cref="Unscale"/>, but 1 once lifted, since it does not care.
    /// </summary>
    public double StepUnscale => _lifted ? 1 : Unscale;

    /// <summary>Learns from a step that was measured in units of the loss.</summary>
    /// <returns>True if a lift has ended, so that the optimizer has to start afresh.</returns>
    public bool Learn(GradientReading reading, Verdict final)
    {
        if (!double.IsFinite(reading.Loss))
            return false; // the loss itself is lost: no scale brings it back
        if (_lifted)
            return (reading.NonFinite > 0 || reading.Norm * Scale > GrownNorm) && Land();
        if (reading.NonFinite > 0)
        {
            _good = 0;
            if (++_refused >= 2)
                _bits = Math.Max(_bits - RangeFallBits, LeastRangeBits);
            return false;
        }

        _refused = 0;
        if (mayLift && _looked < VanishingSteps && reading.Norm > 0)
            Look(reading.Norm);
        if (!final.TakesStep || _lifted || _bits == 0 || ++_good < GoodSteps)
            return false;
        (_bits, _good) = (_bits + 1, 0);
        return false;
    }

    public string Save() => StateText.Write([_largest], [_bits, _refused, _good, _lifted ? 1 : 0, _looked]);

    public void Load(string state)
    {
        if (StateText.Read(state, "loss-range") is not ([var largest], [var bits, var refused, var good, var lifted, var looked]))
            throw StateText.Broken(state, "loss-range");
        (_largest, _bits, _refused, _good, _lifted, _looked) = (largest, (int)bits, (int)refused, (int)good, lifted != 0, (int)looked);
    }

    private void Look(double norm)
    {
        _largest = Math.Max(_largest, norm);
        _looked = _largest < VanishingNorm ? _looked + 1 : VanishingSteps;
        if (_looked == VanishingSteps && _largest < VanishingNorm)
            (_lifted, _bits) = (true, (int)Math.Round(-Math.Log2(_largest)));
    }

    private bool Land()
    {
        (_lifted, _bits) = (false, 0);
        return true;
    }
}
