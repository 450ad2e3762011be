using System.Globalization;

namespace Ballast;

/// <summary>
/// One readable line every few steps and for every intervention, written at once: it costs the training thread that write.
/// </summary>
internal sealed class ConsoleSink(int every, TextWriter output) : IRecordSink
{
    private readonly int _every = Require.AtLeast(every, 1);

    public void Write(StepRecord record)
    {
        var refused = !record.Verdict.TakesStep;
        if (record.Step % _every == 0 || record.Intervened || refused)
            output.WriteLine(Line(record));
        foreach (var notice in record.Notices)
            output.WriteLine($"step {record.Step, 6}  notice: {notice}");
    }

    public void Dispose() => output.Flush();

    internal static string Line(StepRecord record)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"step {record.Step, 6}  loss {record.Loss, -10:g5}  gradient norm {record.GradientNorm, -10:g4}  lr {record.LearningRate:g3}"
        );
        var done = string.Join("; ", What(record));
        return done.Length == 0 ? line : $"{line}  {done}";
    }

    private static IEnumerable<string> What(StepRecord record)
    {
        var verdict = record.Verdict;
        if (verdict.Kind != VerdictKind.Proceed)
        {
            var done = verdict.Kind switch
            {
                VerdictKind.Rescale => string.Create(CultureInfo.InvariantCulture, $"clipped to {verdict.MinScale:g3}x"),
                VerdictKind.Skip => "skipped",
                VerdictKind.Rollback => "rolled back",
                _ => "halted",
            };
            yield return (record.Overruled ? $"stepped although it should be {done}" : done)
                + (verdict.Reason.Length > 0 ? $" ({verdict.Reason})" : "");
        }

        if (record.Capped > 0)
            yield return $"{record.Capped} changes capped";
        if (record.Restarted > 0)
            yield return $"{record.Restarted} optimizer states restarted";
        foreach (var edit in record.Edits)
            yield return edit;
    }
}
