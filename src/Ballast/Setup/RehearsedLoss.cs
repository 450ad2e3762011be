namespace Ballast;

/// <summary>The loss of batches held back before and after a short training.</summary>
internal readonly record struct RehearsedLoss(double Before, double After)
{
    private const double Worse = 0.25; // of the loss: a network that begins so much higher has lost what it knew

    /// <summary>True if it ends lower and does not begin clearly higher; where neither ends at a finite loss, if it begins lower.</summary>
    public bool IsBetterThan(RehearsedLoss other) =>
        !(double.IsFinite(other.Before) && !(Before <= other.Before + (Worse * Math.Abs(other.Before))))
        && (After < other.After || (!double.IsFinite(After) && !double.IsFinite(other.After) && Before < other.Before));
}
