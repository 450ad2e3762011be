using System.Globalization;

namespace Ballast;

/// <summary>
/// Notices a limit that is far below what the gradients are: a hundred steps in a row, each clipped to a hundredth or less. Said once. A
/// rule that takes its limit from the gradients themselves is never so far below them for so long.
/// </summary>
internal sealed class TightClip
{
    private const int Steps = 100;
    private const double Tiny = 0.01;
    private long _row;
    private double _largest;

    /// <summary>Learns of a step and returns what there is to say, or null.</summary>
    public string? Learn(Verdict verdict)
    {
        if (!verdict.TakesStep)
            return null; // a refused step says nothing of the limit
        _row = verdict.MinScale <= Tiny ? _row + 1 : 0;
        _largest = _row <= 1 ? verdict.MinScale : Math.Max(_largest, verdict.MinScale);
        return _row == Steps
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Each of the last {Steps} steps was clipped to {_largest:g2} of its gradient or less (now: {verdict.Reason}). To SGD "
                    + $"that is a learning rate as many times smaller; to Adam, which does not see the size of gradients, it is nothing. "
                    + $"Raise the limit, or mend what makes them so large: the scale of inputs, targets or weights, a loss that is summed."
            )
            : null;
    }
}
