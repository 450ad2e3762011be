namespace Ballast;

/// <summary>DEAD003: most parameters have had no gradient at all for many steps: what they feed has died.</summary>
internal sealed class SilentParameters : ISymptom
{
    private const int Many = 20;
    private const double Most = 0.5,
        Converged = 0.01;

    public string Code => "DEAD003";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Course is not { } course || course.Steps < Many || course.SilentFor.Count == 0)
            return null;
        if (course.Losses[^1] < Converged * Facts.Median(course.Losses.Take(5)))
            return null; // nothing is left to learn
        int[] silent = [.. Enumerable.Range(0, course.SilentFor.Count).Where(i => course.SilentFor[i] >= Many)];
        if (silent.Length < Most * course.SilentFor.Count)
            return null;
        var since = course.Steps - silent.Min(i => course.SilentFor[i]);
        var always = since == 0;
        return new(Code, Severity.Error)
        {
            Where = course.Parameters[silent[^1]].Name,
            Since = always ? -1 : since,
            Causes = always
                ? evidence.Before is { } model
                    ? Gains.Blame(model, 0.6, 0.4)
                    : [new(Cause.Activation, 0.6), new(Cause.Initialization, 0.6)]
                : [new(Cause.RateTooLarge, 0.5), new(Cause.Activation, 0.5), new(Cause.InputScale, 0.3)],
            Evidence = Facts.Of(("silent", silent.Length), ("of", course.SilentFor.Count), ("steps", course.SilentFor[silent[0]])),
        };
    }
}
