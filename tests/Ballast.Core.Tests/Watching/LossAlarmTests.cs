namespace Ballast.Core.Tests.Watching;

public sealed class LossAlarmTests
{
    private static readonly Random s_random = new(5);

    private static double Noise(double spread) => spread * (s_random.NextDouble() - 0.5);

    private static int? First(LossAlarm alarm, IEnumerable<double> losses) =>
        losses
            .Select((loss, i) => (Rise: alarm.Learn(loss), i))
            .Where(it => it.Rise != RiseKind.None)
            .Select(it => (int?)it.i)
            .FirstOrDefault();

    private static IEnumerable<double> Falling(int count) =>
        Enumerable.Range(0, count).Select(i => (2 * Math.Exp(-i / 40.0)) + 0.3 + Noise(0.1));

    [Fact]
    public void A_loss_that_rises_and_stays_is_told_within_fifteen_steps()
    {
        var alarm = new LossAlarm();
        Assert.Null(First(alarm, Falling(200)));
        Assert.InRange(First(alarm, Enumerable.Range(0, 40).Select(_ => 2 + Noise(0.5)))!.Value, 5, 15);
    }

    [Fact]
    public void Single_batches_however_bad_are_not_told()
    {
        var alarm = new LossAlarm();
        Assert.Null(First(alarm, Falling(600).Select((loss, i) => i % 5 == 4 ? 1e6 : loss)));
        alarm = new LossAlarm();
        Assert.Null(First(alarm, Falling(300).Select((loss, i) => i % 3 == 2 ? double.NaN : loss)));
    }

    [Fact]
    public void What_has_lost_nothing_of_what_was_learned_is_not_told()
    {
        var alarm = new LossAlarm();
        Assert.Null(First(alarm, Enumerable.Range(0, 300).Select(i => Math.Exp(-i / 10.0))));
        Assert.Null(First(alarm, Enumerable.Range(0, 100).Select(i => 1e-4 + Noise(1e-5)))); // a hundred million times as much, of 1
    }

    [Fact]
    public void A_slow_fall_and_a_noisy_plateau_are_not_told() =>
        Assert.Null(First(new LossAlarm(), Falling(300).Concat(Enumerable.Range(0, 2000).Select(_ => 0.3 + Noise(0.6)))));

    [Fact]
    public void A_loss_that_climbs_slowly_is_told_by_its_lowest_level()
    {
        var (alarm, other) = (new LossAlarm(), new LossAlarm());
        var climb = Enumerable.Range(0, 2000).Select(i => 0.3 + (i * 0.001) + Noise(0.1)).ToArray();
        Assert.Null(First(alarm, Falling(200)));
        Assert.Null(First(other, Falling(200)));
        Assert.True(alarm.Remember());
        Assert.False(alarm.Remember());
        Assert.InRange(First(alarm, climb)!.Value, 500, 900); // a third of 2 is lost at 1
        Assert.Null(First(other, climb));
        alarm.Restart(forgets: true);
        Assert.Null(First(alarm, climb));
    }

    [Fact]
    public void What_was_learned_is_measured_from_the_beginning()
    {
        var alarm = new LossAlarm();
        Assert.False(alarm.IsLost(100, 1, RiseKind.Suddenly));
        First(alarm, Enumerable.Repeat(2.0, 15));
        Assert.True(alarm.IsLost(1.3, 1, RiseKind.Suddenly));
        Assert.False(alarm.IsLost(1.3, 1, RiseKind.Slowly));
        Assert.True(alarm.IsLost(1.4, 1, RiseKind.Slowly));
        Assert.False(alarm.IsLost(0.9, 1, RiseKind.Suddenly));
        Assert.True(alarm.IsLost(double.NaN, 1, RiseKind.Suddenly));
    }

    [Fact]
    public void Anew_it_learns_what_is_usual()
    {
        var alarm = new LossAlarm();
        First(alarm, Falling(200));
        alarm.Restart(forgets: false);
        Assert.Null(First(alarm, Enumerable.Range(0, 300).Select(_ => 5 + Noise(0.5))));
    }

    [Fact]
    public void State_and_back_is_the_same()
    {
        var (alarm, copy) = (new LossAlarm(), new LossAlarm());
        First(alarm, Falling(150));
        copy.Load(alarm.Save());
        Assert.Equal(alarm.Save(), copy.Save());
        for (var i = 0; i < 40; i++)
        {
            var loss = 1 + Noise(0.5);
            Assert.Equal(alarm.Learn(loss), copy.Learn(loss));
        }

        foreach (
            var broken in (string[])["", "1 2 3 | 0 0 0", "1 2 3 4 | 0 0 1 1", "1 2 3 NaN | 0 0 1 0", "1 2 3 | 0 -1 0 0", "x 2 3 | 0 0 0 0"]
        )
            Assert.Throws<FormatException>(() => new LossAlarm().Load(broken));
    }
}
