namespace Ballast.Core.Tests.Recording;

public sealed class StepRecordTests
{
    [Fact]
    public void A_stale_record_says_so_and_its_scalars_last()
    {
        var reading = Some.Reading(4, 0.5, 3);
        var record = new StepRecord(reading, Verdict.Proceed, [new(1, 2, 1)]);
        reading.Refill(5, 9);
        Assert.Equal((4, 0.5, 3.0), (record.Step, record.Loss, record.GradientNorm));
        var expected = "The numbers of step 4 were overwritten by step 5. Call Keep() on a record before the next step to hold on to it.";
        Assert.Equal(expected, Assert.Throws<InvalidOperationException>(() => record.Reading).Message);
        Assert.Equal(expected, Assert.Throws<InvalidOperationException>(() => record.Updates.Length).Message);
        Assert.Equal(expected, Assert.Throws<InvalidOperationException>(record.Keep).Message);
    }

    [Fact]
    public void A_kept_record_holds_everything()
    {
        var (reading, updates, scales) = (Some.Reading(4, 0.5, 3), new ParameterUpdate[] { new(1, 2, 0.5) }, new[] { 0.25 });
        var kept = new StepRecord(reading, Verdict.RescaleEach(scales, "why"), updates)
        {
            Overruled = true,
            LearningRate = 0.1,
            LossScale = 2,
            Capped = 1,
            Restarted = 3,
            UpdateRatio = 0.01,
            Edits = ["flip"],
            Elapsed = TimeSpan.FromTicks(5),
        }.Keep();
        (updates[0], scales[0]) = (default, 0.75);
        reading.Refill(5, 9);
        Assert.Equal((3.0, 0.5, 0.25), (kept.Reading.Norm, kept.Updates[0].Scale, kept.Verdict.ScaleOf(0)));
        Assert.Equal(
            (true, 0.1, 2.0, 1, 3, 0.01, "flip", 5L),
            (
                kept.Overruled,
                kept.LearningRate,
                kept.LossScale,
                kept.Capped,
                kept.Restarted,
                kept.UpdateRatio,
                kept.Edits[0],
                kept.Elapsed.Ticks
            )
        );
    }

    [Fact]
    public void Intervened_is_what_plain_training_would_not_have_done()
    {
        Assert.False(Some.Record(0).Intervened);
        Assert.True(Some.Record(0, verdict: Verdict.Skip("x")).Intervened);
        Assert.True(new StepRecord(Some.Reading(0, 1, 1), default) { Capped = 1 }.Intervened);
        Assert.False(new StepRecord(Some.Reading(0, 1, 1), Verdict.Skip("x")) { Overruled = true }.Intervened);
    }
}
