using static Ballast.SetupConstants;

namespace Ballast;

/// <summary>The loss of batches held back before and after a short training.</summary>
internal readonly record struct RehearsedLoss(double Before, double After)
{
    /// <summary>
    /// True if it ends lower and does not begin clearly higher (such a network has lost what it knew); where neither ends at a finite loss,
    /// if it begins lower.
    /// </summary>
    public bool IsBetterThan(RehearsedLoss other) =>
        !(double.IsFinite(other.Before) && !(Before <= other.Before + ((LossRise - 1) * Math.Abs(other.Before))))
        && (After < other.After || (!double.IsFinite(After) && !double.IsFinite(other.After) && Before < other.Before));

    /// <summary>
    /// True if it is better than the untouched model, and clearly so where that one learns well by itself: what begins as a repair of a
    /// training that needs none costs it in the end.
    /// </summary>
    public bool IsWorthFor(RehearsedLoss untouched)
    {
        var learns = untouched.Before - untouched.After >= LearnedShare * Math.Abs(untouched.Before);
        return IsBetterThan(untouched) && (!learns || After <= untouched.After - (ClearShare * Math.Abs(untouched.After)));
    }
}
