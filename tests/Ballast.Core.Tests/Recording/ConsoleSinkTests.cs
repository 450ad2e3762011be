namespace Ballast.Core.Tests.Recording;

public sealed class ConsoleSinkTests
{
    [Fact]
    public void A_line_every_few_steps_and_for_every_intervention()
    {
        var text = new StringWriter { NewLine = "\n" };
        using (var sink = Sinks.Console(every: 4, text))
        {
            for (var step = 0; step < 6; step++)
                sink.Write(new StepRecord(Some.Reading(step, 2.5, 3, 4), default) { LearningRate = 0.1 });
            sink.Write(Some.Record(6, 2, 30, Verdict.Rescale(0.1, "gradient norm 30 above 3")));
            sink.Write(Some.Record(7, double.NaN, double.NaN, Verdict.Skip("loss is NaN")));
            sink.Write(new StepRecord(Some.Reading(9, double.NaN, 1), Verdict.Skip("loss is NaN")) { Overruled = true });
            sink.Write(
                new StepRecord(Some.Reading(10, 1, 1), default)
                {
                    Capped = 2,
                    Restarted = 1,
                    Edits = ["flipped 3 weights"],
                }
            );
        }

        Assert.Equal(
            """
            step      0  loss 2.5         gradient norm 5           lr 0.1
            step      4  loss 2.5         gradient norm 5           lr 0.1
            step      6  loss 2           gradient norm 30          lr 0  clipped to 0.1x (gradient norm 30 above 3)
            step      7  loss NaN         gradient norm NaN         lr 0  skipped (loss is NaN)
            step      9  loss NaN         gradient norm 1           lr 0  stepped although it should be skipped (loss is NaN)
            step     10  loss 1           gradient norm 1           lr 0  2 changes capped; 1 optimizer states restarted; flipped 3 weights

            """.ReplaceLineEndings("\n"),
            text.ToString()
        );
    }
}
