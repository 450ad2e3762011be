namespace Ballast.Cli;

/// <summary>Findings as paragraphs on a terminal, and for machines.</summary>
internal static class FindingScreen
{
    public static void Write(TextWriter to, Diagnosis diagnosis, Language language)
    {
        foreach (var finding in diagnosis.Findings)
        {
            to.WriteLine();
            to.WriteLine(FindingText.Of(finding, language));
        }
    }

    /// <summary>What the run file of a training that failed shows; nothing of one that went well, or whose file cannot be read.</summary>
    public static Diagnosis OfRun(TrainingSummary summary, string path)
    {
        if (summary.Status != TrainingStatus.Halted && summary.Trivial is not { Learned: not Learned.Yes })
            return Diagnosis.Of(new());
        try
        {
            using var run = RunFile.Open(path);
            return Diagnosis.Of(new() { Course = CourseReading.Of(run) });
        }
        catch (RunFileException)
        {
            return Diagnosis.Of(new());
        }
    }

    /// <summary>A line for each that is more than a note.</summary>
    public static void Headlines(TextWriter to, Diagnosis diagnosis, Language language)
    {
        foreach (var finding in diagnosis.Findings.Where(finding => finding.Severity > Severity.Note))
            to.WriteLine($"  {FindingText.Of(finding, language).Headline} ({FindingText.Of(finding, language).Since})");
    }

    /// <summary>As it stands in every JSON object.</summary>
    public static IEnumerable<object> Json(Diagnosis diagnosis, Language language) =>
        diagnosis.Findings.Select(finding =>
        {
            var text = FindingText.Of(finding, language);
            return (object)
                new
                {
                    code = finding.Code,
                    severity = finding.Severity.ToString().ToLowerInvariant(),
                    where = finding.Where,
                    since = finding.Since,
                    title = text.Title,
                    what = text.What,
                    why = text.Why,
                    remedy = text.Remedy,
                    csharp = text.CSharp,
                    config = text.Config,
                    causes = finding.Causes.Select(guess => new { cause = guess.Cause.ToString(), confidence = guess.Confidence }),
                    ruledOut = finding.RuledOut.Select(cause => cause.ToString()),
                    evidence = finding.Evidence,
                };
        });
}
