using Ballast.Reference;
using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class ClipSpikesRuleTests
{
    [Fact]
    public void Agrees_with_its_slow_twin() => Gen.Select(Gen.Double[1.1, 10], Gen.Double[0, 0.99], Gen.Int[1, 8], Some.Readings).Sample((factor, memory, after, readings) =>
    {
        var fast = Rules.ClipSpikes(factor, memory, after);
        var slow = Enumerable.Range(0, 3).Select(_ => new SlowClipSpikes(factor, memory, after)).ToArray();
        foreach (var reading in readings)
        {
            var verdict = fast.Judge(reading);
            for (var i = 0; i < 3; i++)
            {
                var expected = slow[i].Scale(reading.Parameters[i].Norm);
                if (Math.Abs(verdict.ScaleOf(i) - expected) > 1e-9 * expected) return false;
            }

            if (!reading.IsFinite) continue;
            fast.Learn(reading, verdict);
            for (var i = 0; i < 3; i++) slow[i].Learn(reading.Parameters[i].Norm);
        }

        return true;
    });

    [Fact]
    public void Names_the_tensor_that_jumped_most_and_by_how_much()
    {
        var rule = Rules.ClipSpikes(factor: 3, after: 2);
        foreach (var step in new[] { 0, 1 }) rule.Learn(Some.Reading(step, 1, 1, 1), Verdict.Proceed);
        var verdict = rule.Judge(Some.Reading(2, 1, 6, 30));
        Assert.Equal("gradient of layer1.weight is 30 times its usual norm (2 of 2 tensors clipped)", verdict.Reason);
        Assert.Equal(1.0 / 6, verdict.ScaleOf(0), 12);
        Assert.Equal(1.0 / 30, verdict.ScaleOf(1), 12);
    }

    [Fact]
    public void A_rule_serves_one_model()
    {
        var rule = Rules.ClipSpikes();
        rule.Judge(Some.Reading(0, 1, 1, 1));
        Assert.Equal("The rule clip-spikes knows 2 parameters but was given 3: one rule serves one model. Create it anew.",
            Assert.Throws<InvalidOperationException>(() => rule.Judge(Some.Reading(0, 1, 1, 1, 1))).Message);
    }
}
