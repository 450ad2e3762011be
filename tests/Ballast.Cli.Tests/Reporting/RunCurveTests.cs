using Ballast.Cli.Tests.Screens;

namespace Ballast.Cli.Tests.Reporting;

public sealed class RunCurveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_run_that_recovers_was_not_lost_and_its_gaps_are_left_out()
    {
        var curve = Read(Fake.Healthy, 300);
        Assert.Null(curve.Lost);
        Assert.Equal((300, 3), (curve.Steps, curve.Accuracy.Count));
        Assert.All(curve.Loss, bin => Assert.True(double.IsFinite(bin.Middle) && bin.Low <= bin.Middle && bin.Middle <= bin.High));
        Assert.Contains(curve.Interventions, it => it.Refused && it.Step is >= 147 and <= 152);
        Assert.Contains(curve.Interventions, it => !it.Refused && it.Step == 0);
    }

    [Fact]
    public void A_run_is_lost_from_the_first_step_after_its_last_number()
    {
        var curve = Read(FakeRun.Exploding, 100);
        Assert.Equal((12, double.NaN), curve.Lost);
        Assert.All(curve.Loss, bin => Assert.True(bin.Step <= 13));
        Assert.Equal(double.PositiveInfinity, Read(step => Fake.Record(step, step < 3 ? 1 : double.PositiveInfinity, 1), 5).Lost?.Loss);
        Assert.Equal(0, Read(step => Fake.Record(step, double.NaN, double.NaN), 5).Lost?.Step);
    }

    [Fact]
    public void However_long_the_run_the_curve_stays_short_and_keeps_its_extremes()
    {
        var curve = Read(step => Fake.Record(step, step == 1234 ? 1e30 : 1, 1), 3000);
        Assert.InRange(curve.Loss.Count, 100, 300);
        Assert.Equal(1e30, curve.Loss.Max(bin => bin.High));
        Assert.Equal(0, curve.Loss[0].Step);
    }

    private RunCurve Read(Func<long, StepRecord> step, int steps)
    {
        using var run = RunFile.Open(FakeRun.Write(Path.Combine(_folder, Guid.NewGuid().ToString()), step, steps));
        return RunCurve.Read(run, "label");
    }
}
