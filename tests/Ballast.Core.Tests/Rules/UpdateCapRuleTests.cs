using Ballast.Reference;
using CsCheck;

namespace Ballast.Core.Tests.Rules;

using Rules = Ballast.Rules;

public sealed class UpdateCapRuleTests
{
    [Fact]
    public void Agrees_with_its_slow_twin()
    {
        var shapes = Gen.Long[1, 50].Array[0, 4];
        Gen.Select(
                Gen.Double[-6, 1].Select(Math.Exp),
                shapes,
                Gen.Select(Gen.Int[1, 30], Gen.Int[1, 100], Gen.Double[1, 8], Gen.Double[1e-4, 1]),
                Some.Norm,
                Some.Norm,
                Gen.Long[0, 300],
                Gen.Frequency((1, Gen.Const(0L)), (2, Gen.Long[1, 300])),
                Gen.Long[0, 1000]
            )
            .Where((_, _, _, change, weight, _, _, _) => double.IsFinite(change) && double.IsFinite(weight))
            .Sample(
                (ratio, shape, uses, change, weight, step, horizon, limited) =>
                {
                    var info = new ParameterInfo("p", shape)
                    {
                        Calls = uses.Item1,
                        Depth = uses.Item2,
                        Kept = uses.Item4,
                    };
                    var fast = Rules.UpdateCap(ratio).Scale(new UpdateReading(info, change, weight, step, horizon, limited, uses.Item3));
                    var slow = SlowUpdateCap.Scale(
                        ratio,
                        shape,
                        uses.Item1,
                        uses.Item2,
                        change,
                        weight,
                        step,
                        horizon,
                        limited,
                        uses.Item3,
                        uses.Item4
                    );
                    return fast is > 0 and <= 1 && Math.Abs(fast - slow) <= 1e-12 * slow;
                }
            );
    }

    [Fact]
    public void Zero_weights_can_move()
    {
        var bias = new ParameterInfo("bias", [100]);
        Assert.Equal(0.01 * 3, Rules.UpdateCap(0.01).Scale(new UpdateReading(bias, 1, 0, 50, 0, 0)), 12);
    }

    [Fact]
    public void A_change_beyond_all_measure_is_still_scaled_and_not_zeroed() =>
        Assert.True(Rules.UpdateCap(1e-200).Scale(new UpdateReading(new ParameterInfo("w", [2, 2]), 1e200, 1, 50, 0, 0)) > 0);
}
