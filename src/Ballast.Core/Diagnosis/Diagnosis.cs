namespace Ballast;

/// <summary>All that was found, the gravest first, and what it points to.</summary>
public sealed class Diagnosis
{
    private Diagnosis(IReadOnlyList<Finding> findings) => Findings = findings;

    /// <summary>The findings: errors, warnings, notes; within these the surest and earliest first.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>True if there is more than notes.</summary>
    public bool IsAlarm => Findings.Any(finding => finding.Severity > Severity.Note);

    /// <summary>
    /// The causes, the likeliest first. Findings that point to the same one add up: what neither of them explains is the product of what
    /// each leaves open. Notes count a quarter.
    /// </summary>
    public IReadOnlyList<CauseGuess> Causes =>
        [
            .. Findings
                .SelectMany(finding => finding.Causes.Select(guess => guess with { Confidence = guess.Confidence * Weight(finding) }))
                .GroupBy(guess => guess.Cause)
                .Select(group => new CauseGuess(group.Key, 1 - group.Aggregate(1.0, (open, guess) => open * (1 - guess.Confidence))))
                .OrderByDescending(guess => guess.Confidence),
        ];

    /// <summary>Looks for symptoms.</summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="symptoms">What to look for. Default: <see cref="Symptoms.All"/>.</param>
    public static Diagnosis Of(Evidence evidence, IEnumerable<ISymptom>? symptoms = null)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new([
            .. (symptoms ?? Symptoms.All)
                .Select(symptom => symptom.Look(evidence))
                .OfType<Finding>()
                .Select(finding => finding with { Since = evidence.Course?.StepOf(finding.Since) ?? finding.Since })
                .OrderByDescending(finding => finding.Severity)
                .ThenByDescending(finding => finding.Causes.Select(guess => guess.Confidence).DefaultIfEmpty().Max()),
        ]);
    }

    private static double Weight(Finding finding) => finding.Severity == Severity.Note ? 0.25 : 1;
}
