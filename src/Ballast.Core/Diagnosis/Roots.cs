namespace Ballast;

/// <summary>What makes any learning rate too large, so that the rate is to blame last.</summary>
internal static class Roots
{
    private static readonly ISymptom[] s_known = [new InputsFar(), new TargetsFar(), new OutputsGrow(), new NegativeLoss()];

    /// <summary>How sure one may be that it is the rate, of what one would be without any of them.</summary>
    public static double Discount(Evidence evidence) => s_known.Any(symptom => symptom.Look(evidence) is not null) ? 0.4 : 1;
}
