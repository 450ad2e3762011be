namespace Ballast;

/// <summary>SPK001: single batches have losses far above those around them.</summary>
internal sealed class LossSpikes : ISymptom
{
    private const int Around = 16,
        Few = 3;
    private const double Far = 10,
        Share = 0.5;

    public string Code => "SPK001";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Course is not { } course || course.Steps < 4 * Around)
            return null;
        List<int> spikes = [];
        var most = 0.0;
        // where nearly all is learned, one hard row of a batch is far above the others; a loss below half of what it was undoes nothing
        var begin = Facts.Median(course.Losses.Take(Around));
        for (var i = Around; i < course.Steps; i++)
        {
            var usual = Facts.Median(course.Losses.Skip(i - Around).Take(Around));
            if (!(course.Losses[i] > Far * usual) || usual <= 0 || course.Losses[i] < Share * begin)
                continue;
            if (!course.Losses.Skip(i + 1).Take(Around).Any(loss => loss <= Far * usual))
                continue; // a loss that never comes back runs away, whatever the batch
            spikes.Add(i);
            most = Math.Max(most, course.Losses[i] / usual);
        }

        return spikes.Count == 0
            ? null
            : new(Code, spikes.Count >= Few ? Severity.Warning : Severity.Note)
            {
                Since = spikes[0],
                Causes = evidence.Before?.Setting.Batch is > 0 and < 8
                    ? [new(Cause.BatchSize, 0.5), new(Cause.Data, 0.3)]
                    : [new(Cause.Data, 0.75), new(Cause.RateTooLarge, 0.4)],
                Evidence = Facts.Of(("spikes", spikes.Count), ("most", most), ("steps", string.Join(", ", spikes.Take(5)))),
            };
    }
}
