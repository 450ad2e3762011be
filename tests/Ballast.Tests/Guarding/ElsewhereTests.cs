using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// What the kernels cannot read, another device or a strided layout, takes the way through libtorch: the same verdicts, caps and
/// weights. A transposed weight stands in for the device that this suite does not need.
/// </summary>
[TensorTests]
public sealed class ElsewhereTests
{
    public static TheoryData<OptimizerKind> Kinds => [.. OptimizerKind.All];

    [Theory]
    [Uncollected]
    [MemberData(nameof(Kinds))]
    public void Strided_weights_are_guarded_like_contiguous_ones(OptimizerKind kind)
    {
        using var plain = Holder.Random(1, ScalarType.Float64, [6, 4], [4]);
        using var strided = new Holder(plain.All[0].detach().t().contiguous().t(), plain.All[1].detach().clone());
        Assert.False(strided.All[0].is_contiguous());
        using var first = kind.Make(plain.All);
        using var second = kind.Make(strided.All);
        using var guard = StepGuard.For(plain, first, GuardOptions.Auto with { Horizon = 40 });
        using var other = StepGuard.For(strided, second, GuardOptions.Auto with { Horizon = 40 });
        for (var step = 0; step < 40; step++)
        {
            using var loss = tensor(step == 20 ? double.NaN : 1.0);
            plain.SetGradients(step, scale: step == 30 ? 1000 : 1);
            strided.SetGradients(step, scale: step == 30 ? 1000 : 1);
            if (step == 10)
                foreach (var model in new[] { plain, strided })
                    model.All[0].grad![2, 3] = double.PositiveInfinity;
            var (a, b) = (guard.Step(loss), other.Step(loss));
            Assert.Equal(
                (a.Verdict.Kind, a.Verdict.Reason, a.NonFinite, a.Capped),
                (b.Verdict.Kind, b.Verdict.Reason, b.NonFinite, b.Capped)
            );
            Assert.Equal(a.GradientNorm, b.GradientNorm, 9);
        }

        foreach (var (a, b) in plain.Weights().SelectMany(w => w).Zip(strided.Weights().SelectMany(w => w)))
            Assert.Equal(a, b, 9);
    }
}
