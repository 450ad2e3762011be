using Ballast.Reference;
using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class ClipSpikesRuleTests
{
    [Fact]
    public void Agrees_with_its_slow_twin() =>
        Gen.Select(Gen.Double[1.1, 10], Gen.Double[0, 0.99], Gen.Int[1, 8], Some.Readings)
            .Sample(
                (factor, memory, after, readings) =>
                {
                    var fast = Rules.ClipSpikes(factor, memory, after);
                    var slow = Enumerable.Range(0, 3).Select(_ => new SlowClipSpikes(factor, memory, after)).ToArray();
                    foreach (var reading in readings)
                    {
                        var verdict = fast.Judge(reading);
                        for (var i = 0; i < 3; i++)
                        {
                            var expected = slow[i].Scale(reading.Parameters[i].Norm);
                            if (Math.Abs(verdict.ScaleOf(i) - expected) > 1e-9 * expected)
                                return false;
                        }

                        if (!reading.IsFinite)
                            continue;
                        fast.Learn(reading, verdict);
                        for (var i = 0; i < 3; i++)
                            slow[i].Learn(reading.Parameters[i].Norm);
                    }

                    return true;
                }
            );

    /// <summary>Batches of one in a classifier: half of them are nearly right, and the norm of their gradient is next to 0.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Norms_that_are_always_spread_widely_are_no_spikes(double spread)
    {
        var random = new Random(1);
        var clipped = Run(Enumerable.Range(0, 2000).Select(_ => Math.Exp(spread * Normal(random)))).Count(scale => scale < 1);
        Assert.InRange(clipped, 0, 0.12 * 2000); // a third of the norms lie beyond 3 times the mean at a spread of 3
    }

    /// <summary>Typing errors in every second batch.</summary>
    [Fact]
    public void Spikes_in_every_second_batch_are_brought_near_the_others()
    {
        var random = new Random(2);
        double[] norms = [.. Enumerable.Range(0, 2000).Select(step => Math.Exp(0.3 * Normal(random)) * (step % 2 == 0 ? 1000 : 1))];
        var scales = Run(norms);
        Assert.All(Enumerable.Range(100, 1900).Where(step => step % 2 == 0), step => Assert.InRange(norms[step] * scales[step], 0, 12));
    }

    private static double[] Run(IEnumerable<double> norms)
    {
        var rule = Rules.ClipSpikes();
        return
        [
            .. norms.Select(
                (norm, step) =>
                {
                    var reading = Some.Reading(step, 1, norm);
                    var verdict = rule.Judge(reading);
                    rule.Learn(reading, verdict);
                    return verdict.ScaleOf(0);
                }
            ),
        ];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    [Fact]
    public void Names_the_tensor_that_jumped_most_and_by_how_much()
    {
        var rule = Rules.ClipSpikes(factor: 3, after: 2);
        foreach (var step in new[] { 0, 1 })
            rule.Learn(Some.Reading(step, 1, 1, 1), Verdict.Proceed);
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
        Assert.Equal(
            "The rule clip-spikes knows 2 parameters but was given 3: one rule serves one model. Create it anew.",
            Assert.Throws<InvalidOperationException>(() => rule.Judge(Some.Reading(0, 1, 1, 1, 1))).Message
        );
    }
}
