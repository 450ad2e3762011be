namespace Ballast.Lab;

/// <summary>
/// A training with a known fault and its healthy twin, to judge a diagnosis by. Derive from it in a file of some forty lines, with a
/// constructor without parameters, and <c>ballast cases --assembly YOURS.dll</c> runs it beside the built-in ones.
/// </summary>
public abstract class Case : Training
{
    /// <summary>Where it comes from: a question, a paper, a program.</summary>
    public abstract string Source { get; }

    /// <summary>What would have to be changed, any of these; the first is the fault that was made.</summary>
    public abstract IReadOnlyList<Cause> Causes { get; }

    /// <summary>True if it is lost before the first step already: to be named at 0 steps.</summary>
    public virtual bool IsLostAtStart => false;

    /// <summary>The score of a constant answer. Default: 0, as for R².</summary>
    public virtual double Floor => 0;

    /// <summary>The same training without its fault.</summary>
    public abstract Trial BuildHealthy(int seed);

    /// <summary>
    /// How good a training has become, at most 1: the accuracy on clean data, or for numbers R². NaN if it is not finite.
    /// </summary>
    public virtual double Score(Trial trial) => CaseScore.Of(trial);
}
