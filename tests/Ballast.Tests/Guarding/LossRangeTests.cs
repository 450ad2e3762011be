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
