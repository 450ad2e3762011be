using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class SchedulesTests
{
    [Fact]
    public void Warm_up_rises_in_equal_steps_to_the_full_rate()
    {
        var schedule = Schedules.Constant(warmup: 4);
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 1], Enumerable.Range(0, 6).Select(step => schedule.Factor(step, 100)));
    }

    [Fact]
    public void Cosine_falls_from_one_to_zero_after_the_warm_up()
    {
        var schedule = Schedules.Cosine(warmup: 2);
        Assert.Equal(1, schedule.Factor(2, 12));
        Assert.Equal(0.5, schedule.Factor(7, 12), 1e-12);
        Assert.Equal(0, schedule.Factor(12, 12), 1e-12);
        Assert.Equal(0, schedule.Factor(99, 12), 1e-12);
    }

    [Fact]
    public void Every_schedule_stays_between_0_and_1_and_rises_only_in_the_warm_up() =>
        Gen.Select(Gens.Any([.. Schedules.Names]), Gen.Long[0, 30], Gen.Long[1, 60], Gen.Long[0, 80])
            .Sample(
                (name, warmup, total, step) =>
                {
                    var schedule = Schedules.Create(name, warmup);
                    var (now, next) = (schedule.Factor(step, total), schedule.Factor(step + 1, total));
                    return now is >= 0 and <= 1 && (step < warmup || next <= now || name is "one-cycle" or "cyclic" or "cosine-restarts");
                }
            );

    [Fact]
    public void Attached_it_drives_every_parameter_group()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(zeros(1));
        using var sgd = optim.SGD([weight], 0.4);
        var scheduler = Schedules.Cosine(warmup: 2).Attach(sgd, total: 4);
        var rates = new List<double>();
        for (var step = 0; step < 5; step++)
        {
            rates.Add(sgd.ParamGroups.Single().LearningRate);
            scheduler.step();
        }
        Assert.Equal([0.2, 0.4, 0.4, 0.2, 0], rates.Select(rate => Math.Round(rate, 12)));
    }

    [Fact]
    public void A_share_is_so_many_steps_of_any_training()
    {
        Assert.Equal(
            Enumerable.Range(0, 40).Select(step => Schedules.Cosine(10).Factor(step, 200)),
            Enumerable.Range(0, 40).Select(step => Schedules.Cosine(0.05).Factor(step, 200))
        );
        Assert.Equal(("0.05", "10"), (((Duration)0.05).ToString(), ((Duration)10).ToString()));
    }

    [Fact]
    public void A_total_of_its_own_holds_whatever_the_training()
    {
        var schedule = Schedules.Linear(total: 50);
        Assert.Equal((50L, 0.5, 0.0), (schedule.Total, schedule.Factor(25, 1000), schedule.Factor(50, 1000)));
        Assert.Null(Schedules.Linear().Total);
    }

    [Fact]
    public void Inverse_square_root_halves_after_three_warm_ups_more() =>
        Assert.Equal(0.5, Schedules.InverseSquareRoot(100).Factor(400, 100_000));

    [Fact]
    public void Restarts_begin_at_the_full_rate_each_time_longer()
    {
        var schedule = Schedules.CosineRestarts(every: 10, growth: 2, end: 0.2);
        Assert.Equal([1, 0.6, 1, 0.6, 1], new[] { 0, 5, 10, 20, 30 }.Select(step => Math.Round(schedule.Factor(step, 1000), 12)));
    }

    [Fact]
    public void Wsd_is_stable_until_it_decays()
    {
        var schedule = Schedules.Wsd(warmup: 10, decay: 20, end: 0.1);
        Assert.Equal([0.1, 1, 1, 0.55, 0.1], new[] { 0, 10, 90, 100, 110 }.Select(step => Math.Round(schedule.Factor(step, 110), 12)));
    }

    [Fact]
    public void A_plateau_passes_over_what_is_not_finite_and_its_state_can_be_put_back() =>
        Gen.Select(Gens.Any(1.0, 0.9, 2.0, -1.0, double.NaN, double.PositiveInfinity).Array[0, 80], Gen.Int[0, 80])
            .Sample(
                (losses, cut) =>
                {
                    LearningRateSchedule Fresh() => Schedules.ReduceOnPlateau(every: 2, factor: 0.5, patience: 1, cooldown: 1);
                    var (whole, finite, part, rest) = (Fresh(), Fresh(), Fresh(), Fresh());
                    foreach (var loss in losses)
                        whole.Learn(loss);
                    foreach (var loss in losses.Where(double.IsFinite))
                        finite.Learn(loss);
                    foreach (var loss in losses.Take(cut))
                        part.Learn(loss);
                    rest.Load(part.Save());
                    foreach (var loss in losses.Skip(cut))
                        rest.Learn(loss);
                    return whole.Save() == finite.Save() && whole.Save() == rest.Save() && whole.Factor(7, 100) == rest.Factor(7, 100);
                }
            );

    [Fact]
    public void Every_schedule_loads_what_it_saved_and_refuses_garbage()
    {
        foreach (var schedule in Schedules.Names.Select(name => Schedules.Create(name, 3)))
        {
            schedule.Learn(1);
            var state = schedule.Save();
            schedule.Load(state);
            Assert.Equal(state, schedule.Save());
            foreach (var garbage in new[] { "?", "1 2", "NaN NaN NaN 0 0 0", "2 1 0 0 0 0" })
                Assert.StartsWith(
                    $"'{garbage}' is not a state of the schedule {schedule.Name}:",
                    Assert.Throws<FormatException>(() => schedule.Load(garbage)).Message,
                    StringComparison.Ordinal
                );
        }
    }

    [Fact]
    public void Attached_later_it_goes_on()
    {
        using var early = optim.SGD([nn.Parameter(zeros(1))], 0.4);
        using var late = optim.SGD([nn.Parameter(zeros(1))], 0.4);
        var scheduler = Schedules.Cosine(2).Attach(early, total: 20);
        for (var step = 0; step < 7; step++)
            scheduler.step();
        Schedules.Cosine(2).Attach(late, total: 20, step: 7);
        Assert.Equal(early.ParamGroups.Single().LearningRate, late.ParamGroups.Single().LearningRate);
    }

    [Fact]
    public void Impossible_numbers_and_names_are_refused()
    {
        Assert.StartsWith(
            "The warm-up of 'cosine' must be 0 or more steps, or a share of the training below 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Cosine(-1)).Message
        );
        Assert.StartsWith(
            "A share of a training must be at least 0 and below 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Cosine(100.0)).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Step(every: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Exponential(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Linear(total: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Cosine().Factor(0, 0));
        Assert.StartsWith(
            "There is no schedule named 'cosin'. Did you mean 'cosine'?",
            Assert.Throws<ArgumentException>(() => Schedules.Create("cosin")).Message
        );
    }
}
