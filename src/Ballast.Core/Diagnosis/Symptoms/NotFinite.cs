namespace Ballast;

/// <summary>EXP005: the loss or the gradient became NaN or infinite in a step.</summary>
internal sealed class NotFinite : ISymptom
{
    private const int Looked = 20;
    private const double Rose = 10,
        Grown = 10;

    public string Code => "EXP005";

    public Finding? Look(Evidence evidence)
    {
        if ((evidence.Course ?? evidence.Rehearsal) is not { BrokenSince: { } step } course)
            return null;
        var index = (int)Math.Min(step, course.Steps - 1);
        var calm = Facts.Median(course.GradientNorms.Take(index));
        var last = Facts.Median(course.GradientNorms.Take(index).TakeLast(3));
        double[] losses = [.. course.Losses.Take(index).TakeLast(Looked)];
        var rose = losses.Length > 1 && losses[^1] > Rose * Math.Abs(Facts.Median(course.Losses.Take(Math.Max(1, index / 2))));
        var ran = last > Rose * calm || rose || course.Growth > Grown;
        var atStart = step == 0 || (evidence.Before is { } model && !double.IsFinite(model.Loss));
        return new(Code, Severity.Error)
        {
            Where = course.BrokenAt,
            Since = step,
            Causes =
                atStart && course.BrokenByGradient ? [new(Cause.Loss, 0.75), new(Cause.Activation, 0.2)]
                : atStart ? [new(Cause.Activation, 0.3), new(Cause.Loss, 0.3), new(Cause.Data, 0.2)]
                : ran || step < 4
                    ? [new(Cause.RateTooLarge, 0.7 * Roots.Discount(evidence)), new(Cause.Initialization, 0.25), new(Cause.Loss, 0.2)]
                : course.BrokenByGradient ? [new(Cause.Loss, 0.6), new(Cause.RateTooLarge, 0.2)]
                : [new(Cause.Data, 0.5), new(Cause.Loss, 0.45), new(Cause.RateTooLarge, 0.2)],
            RuledOut = atStart ? [Cause.RateTooLarge] : [],
            Evidence = Facts.Of(
                ("what", course.BrokenByGradient ? "gradient" : "loss"),
                ("step", course.StepOf(step)),
                ("norm", last),
                ("calm", calm),
                ("loss", losses.LastOrDefault(double.NaN))
            ),
        };
    }
}
