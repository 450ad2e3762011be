using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Guarding;

public sealed class LossRangeTests
{
    private static readonly GuardOptions s_options = GuardOptions.Auto with { Caps = [], Rules = [Rules.Escalate()], Repair = false };

    [Fact]
    public void Gradients_that_vanish_from_the_first_step_on_are_lifted_and_measured_as_they_are()
    {
        var (records, weight) = Train(Enumerable.Repeat(1e-20, 30));
        Assert.All(records[..10], record => Assert.Equal(1, record.LossScale));
        Assert.All(records[10..], record => Assert.InRange(record.LossScale * 1e-20, 0.5, 2));
        Assert.All(records, record => Assert.Equal(1, record.GradientNorm / 1e-20, 3));
        Assert.InRange(weight, -0.25, -0.15); // 20 steps of Adam at 0.01, where its epsilon would allow none
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void A_batch_that_a_model_is_sure_of_lifts_nothing(int sure)
    {
        var (records, _) = Train([.. Enumerable.Repeat(1e-20, sure), .. Enumerable.Repeat(1.0, 5), .. Enumerable.Repeat(1e-20, 30)]);
        Assert.All(records, record => Assert.Equal(1, record.LossScale));
    }

    [Fact]
    public void A_lifted_gradient_that_grows_ends_the_lift_and_the_moments_start_afresh()
    {
        var (records, weight) = Train([.. Enumerable.Repeat(1e-20, 15), .. Enumerable.Repeat(1.0, 40)]);
        Assert.NotEqual(1, records[14].LossScale);
        Assert.All(records[16..], record => Assert.Equal(1, record.LossScale));
        Assert.All(records, record => Assert.True(record.Verdict.TakesStep));
        Assert.InRange(weight, -0.47, -0.4); // every later step is one of Adam's, as large as the first
    }

    /// <summary>Step by step: what lowers the range, what brings it back, and what counts for neither.</summary>
    [Fact]
    public void It_falls_at_the_second_refusal_and_comes_back_by_fifty_steps_that_were_taken()
    {
        var range = new LossRange(mayLift: false);
        Learn(1, range, broken: true);
        Assert.Equal(1, range.Scale);
        Learn(1, range);
        Learn(1, range, broken: true);
        Assert.Equal(1, range.Scale); // not in a row
        Learn(1, range, broken: true);
        Assert.Equal((1 / 16.0, 16), (range.Scale, range.Unscale));
        Learn(1, range, loss: double.NaN, broken: true);
        Learn(49, range);
        Learn(20, range, taken: false);
        Assert.Equal(1 / 16.0, range.Scale);
        Learn(1, range);
        Assert.Equal(1 / 8.0, range.Scale);
        Learn(49, range);
        Assert.Equal(1 / 8.0, range.Scale);
        Learn(101, range);
        Assert.Equal(1, range.Scale);
        Learn(300, range);
        Assert.Equal(1, range.Scale);
        Learn(60, range, broken: true);
        Assert.Equal(Math.ScaleB(1, -60), range.Scale);
    }

    private static void Learn(int times, LossRange range, double loss = 1, bool broken = false, bool taken = true)
    {
        for (var i = 0; i < times; i++)
            range.Learn(
                new(i, loss, [new(new("w", [2]), broken ? double.NaN : 1, 1, broken ? 1 : 0)]),
                broken || !taken ? Verdict.Skip("no") : Verdict.Proceed
            );
    }

    private static (StepRecord[] Records, double Weight) Train(IEnumerable<double> slopes)
    {
        using var model = new Holder(zeros(1));
        using var optimizer = Ballast.Optimizers.Adam(model.All, lr: 0.01);
        using var guard = StepGuard.For(model, optimizer, s_options);
        List<StepRecord> records = [];
        foreach (var slope in slopes)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.All[0].Times(slope).sum();
            guard.Backward(loss);
            records.Add(guard.Step(loss));
        }

        return ([.. records], model.Weights()[0][0]);
    }
}
