using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[KeepsTensors]
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
        Gen.Select(Gen.OneOf([.. Schedules.Names.Select(Gen.Const)]), Gen.Long[0, 30], Gen.Long[1, 60], Gen.Long[0, 80]).Sample((name, warmup, total, step) =>
        {
            var schedule = Schedules.Create(name, warmup);
            var (now, next) = (schedule.Factor(step, total), schedule.Factor(step + 1, total));
            return now is >= 0 and <= 1 && (step < warmup || next <= now);
        });

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
    public void Impossible_numbers_and_names_are_refused()
    {
        Assert.StartsWith("The warm-up of 'cosine' must be 0 or more steps.", Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Cosine(-1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedules.Cosine().Factor(0, 0));
        Assert.StartsWith("There is no schedule named 'cosin'. Did you mean 'cosine'?", Assert.Throws<ArgumentException>(() => Schedules.Create("cosin")).Message);
    }
}
