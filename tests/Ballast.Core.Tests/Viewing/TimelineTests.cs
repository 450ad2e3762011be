using CsCheck;

namespace Ballast.Core.Tests.Viewing;

/// <summary>A run in buckets against all of its steps: nothing that matters is averaged away, however it was read.</summary>
public sealed class TimelineTests
{
    private const int Parameters = 3,
        Most = 8;

    private static readonly Gen<float> Norm = Gen.Frequency(
        (12, Gen.Float[0, 1000]),
        (1, Gen.Const(float.NaN)),
        (1, Gen.Const(float.PositiveInfinity)),
        (1, Gen.Const(0f))
    );

    private static readonly Gen<RunStep[]> Steps = Gen.Select(
            Some.Loss,
            Norm.Array[Parameters],
            Gen.Int[0, 2].Select(i => (VerdictKind)i),
            Gen.Int[1, 3],
            Gen.Bool
        )
        .Array[1, 60]
        .Select(drawn =>
        {
            var at = -1L;
            return drawn
                .Select(it => new RunStep
                {
                    Step = at += it.Item4, // records may be missing
                    Loss = it.Item1,
                    GradientNorm = it.Item2.Sum(norm => float.IsFinite(norm) ? norm : 0),
                    NonFinite = it.Item2.Count(norm => !float.IsFinite(norm)),
                    Verdict = it.Item3,
                    Scale = it.Item3 == VerdictKind.Rescale ? 0.25 : 1,
                    Parameters = it.Item5 ? new([it.Item2, [], [], [], [], [], []]) : ParameterStatistics.None,
                })
                .ToArray();
        });

    [Fact]
    public void Every_bucket_keeps_the_lowest_the_highest_the_last_and_what_is_not_finite() =>
        Steps.Sample(steps =>
        {
            var view = Read(steps).Curves(0, steps[^1].Step + 1, Most);
            Assert.InRange(view.Series[0].Low.Length, 1, Most);
            for (var bucket = 0; bucket < view.Series[0].Low.Length; bucket++)
            {
                var inside = steps.Where(it => (it.Step - view.Start) / view.Width == bucket).Select(it => it.Loss).ToArray();
                var finite = inside.Where(double.IsFinite).DefaultIfEmpty(double.NaN).ToArray();
                var loss = view.Series[0];
                Assert.Equal((finite.Min(), finite.Max(), finite[^1]), (loss.Low[bucket], loss.High[bucket], loss.Last[bucket]));
                Assert.Equal((inside.Any(double.IsNaN) ? 1 : 0) + (inside.Any(double.IsInfinity) ? 2 : 0), loss.Broken[bucket]);
            }
        });

    [Fact]
    public void Every_cell_is_NaN_before_infinity_before_the_largest() =>
        Steps.Sample(steps =>
        {
            var view = Read(steps).Heat(LayerQuantity.Gradient, 0, steps[^1].Step + 1, Most);
            Assert.Equal(Parameters * view.Buckets, view.Cells.Length);
            for (var cell = 0; cell < view.Cells.Length; cell++)
            {
                var (row, bucket) = (cell / view.Buckets, cell % view.Buckets);
                var inside = steps
                    .Where(it => (it.Step - view.Start) / view.Width == bucket && it.Parameters.GradientNorms.Count > 0)
                    .Select(it => it.Parameters.GradientNorms[row])
                    .ToArray();
                Assert.Equal(
                    inside.Length == 0 ? -1
                        : inside.Any(float.IsNaN) ? float.NaN
                        : inside.Max(),
                    view.Cells[cell]
                );
            }
        });

    [Fact]
    public void The_guard_s_acts_are_counted_and_the_gravest_is_told() =>
        Steps.Sample(steps =>
        {
            var view = Read(steps).Curves(0, steps[^1].Step + 1, Most);
            foreach (var act in view.Acts)
            {
                var inside = steps.Where(it => (it.Step - view.Start) / view.Width == act.Bucket).ToArray();
                Assert.Equal(inside.Count(it => it.Verdict == VerdictKind.Skip), act.Skipped);
                Assert.Equal(inside.Count(it => it.Verdict == VerdictKind.Rescale), act.Clipped);
                Assert.Equal(inside.First(it => it.Verdict == inside.Max(other => other.Verdict)).Step, act.Step);
            }

            Assert.Equal(steps.Count(it => it.Intervened), view.Acts.Sum(it => it.Skipped + it.Clipped));
        });

    /// <summary>The same picture every time, whether the run was watched or opened at its end, shown coarse or cut out.</summary>
    [Fact]
    public void What_is_shown_depends_on_the_steps_alone() =>
        Gen.Select(Steps, Gen.Int[0, 59], Gen.Int[1, Most])
            .Sample(
                (steps, cut, most) =>
                {
                    var end = steps[^1].Step + 1;
                    var watched = new Timeline(new(0, 1), Parameters, Most);
                    foreach (var step in steps.Take(cut))
                        watched.Add(step);
                    watched.Curves(0, Math.Max(1, watched.Last + 1), most); // looking changes nothing
                    foreach (var step in steps.Skip(cut))
                        watched.Add(step);
                    Assert.Equal(ViewText(Read(steps).Curves(0, end, most)), ViewText(watched.Curves(0, end, most)));
                    // shown at once in a grid of that width, and joined from finer buckets
                    var grid = BucketGrid.Over(0, end, most);
                    var direct = new Timeline(grid, Parameters, Most);
                    foreach (var step in steps)
                        direct.Add(step);
                    if (watched.Curves(0, end, most).Width == grid.Width)
                        Assert.Equal(ViewText(direct.Curves(0, end, most)), ViewText(watched.Curves(0, end, most)));
                    Assert.Equal(
                        Read(steps).Heat(LayerQuantity.Held, 0, end, most).Cells,
                        watched.Heat(LayerQuantity.Held, 0, end, most).Cells
                    );
                }
            );

    [Fact]
    public void A_gradient_that_nobody_measured_is_missing_and_not_zero()
    {
        var timeline = new Timeline(new(0, 1), 0, Most);
        timeline.Add(
            new RunStep
            {
                Step = 0,
                Loss = 1,
                GradientNorm = double.NaN,
            }
        );
        var view = timeline.Curves(0, 1, Most);
        Assert.Equal((double.NaN, 0), (view.Series[2].Last[0], view.Series[2].Broken[0]));
        timeline.Add(
            new RunStep
            {
                Step = 1,
                Loss = 1,
                GradientNorm = 3,
                NonFinite = 2,
            }
        );
        Assert.Equal(1, timeline.Curves(0, 2, Most).Series[2].Broken[1]);
    }

    private static Timeline Read(RunStep[] steps)
    {
        var timeline = new Timeline(new(0, 1), Parameters, Most);
        foreach (var step in steps)
            timeline.Add(step);
        return timeline;
    }

    private static string ViewText(CurveView view) => System.Text.Json.JsonSerializer.Serialize(view, ViewJson.Options);
}
