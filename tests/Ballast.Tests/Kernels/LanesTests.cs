using System.Numerics;
using CsCheck;

namespace Ballast.Tests;

/// <summary>Every width of vector, and one value at a time, computes the same bits: a run does not depend on the processor.</summary>
public sealed unsafe class LanesTests
{
    // positive, since the third array is a mean of squares
    private static readonly Gen<float[]> AnyData = Gen.Float[0.001f, 3].Array[600];

    [Fact]
    public void Every_width_takes_the_same_step() =>
        AnyData.Sample(
            data =>
            {
                var rule = AdamRule<float>.At(new([0.01, 0.9, 0.999, 1e-8, 0.01, 1], 3));
                var expected = After(data, span => UpdateKernel<AdamRule<float>, float>.Step<Lane<float>>(rule, span, 0.7f, true));
                Assert.Equal(
                    expected,
                    After(data, span => UpdateKernel<AdamRule<float>, float>.Step<Lanes128<float>>(rule, span, 0.7f, true))
                );
                Assert.Equal(
                    expected,
                    After(data, span => UpdateKernel<AdamRule<float>, float>.Step<Lanes256<float>>(rule, span, 0.7f, true))
                );
                Assert.Equal(
                    expected,
                    After(data, span => UpdateKernel<AdamRule<float>, float>.Step<Lanes512<float>>(rule, span, 0.7f, true))
                );
                Assert.Equal(
                    expected,
                    After(data, span => UpdateKernel<AdamRule<float>, float>.Try<Lanes256<float>>(rule, span, 0.7f, true))
                );
                Assert.Equal(expected, After(data, span =>
                    {
                        UpdateKernel<AdamRule<float>, float>.Try<Lanes256<float>>(rule, span, 0.7f, true);
                        UpdateKernel<AdamRule<float>, float>.Retake<Lanes512<float>>(span, 1, true);
                    }));
                Assert.Equal(data[..97], After(data, span =>
                    {
                        UpdateKernel<AdamRule<float>, float>.Try<Lanes512<float>>(rule, span, 0.7f, true);
                        UpdateKernel<AdamRule<float>, float>.Retake(span, 0, true);
                    })[..97]);
            },
            iter: 50
        );

    /// <summary>A moved weight that is not finite is the old one again; whether weights or state broke is told apart.</summary>
    [Fact]
    public void Every_width_gives_back_what_broke() =>
        Gen.Select(AnyData, Gen.Int[0, 96], Gen.Int[0, 3], Gens.Any(float.NaN, float.PositiveInfinity, float.MaxValue))
            .Sample(
                (data, at, which, value) =>
                {
                    var rule = SgdRule<float>.At(new([0.1, 0.9, 0, 0, 0], 2));
                    var broken = (float[])data.Clone();
                    if (which > 0)
                        broken[((which - 1) * 97) + at] = value;
                    var moved = After(broken, span => UpdateKernel<SgdRule<float>, float>.Step<Lane<float>>(rule, span, 4, protect: false));
                    float[] expected = [.. moved.Select((x, i) => i < 97 && !float.IsFinite(x) ? broken[i] : x)];
                    List<ChangeSums> sums = [];
                    Same<Lane<float>>();
                    Same<Lanes128<float>>();
                    Same<Lanes256<float>>();
                    Same<Lanes512<float>>();
                    Assert.All(sums, it =>
                        Assert.Equal((!moved[194..291].All(float.IsFinite), !moved[..97].All(float.IsFinite)), (it.Broken, it.Overflown))
                    );

                    void Same<V>()
                        where V : struct, ILaneMemory<V, float> =>
                        Assert.Equal(
                            expected,
                            After(broken, span => sums.Add(UpdateKernel<SgdRule<float>, float>.Try<V>(rule, span, 4, protect: true)))
                        );
                },
                iter: 200
            );

    [Fact]
    public void Every_width_proposes_and_measures_the_same() =>
        AnyData.Sample(
            data =>
            {
                var rule = SgdRule<float>.At(new([0.1, 0.9, 0, 0.01, 1], 2));
                var sums = new List<ChangeSums>();
                var expected = After(data, span => sums.Add(UpdateKernel<SgdRule<float>, float>.Try<Lane<float>>(rule, span, 1, true)));
                Assert.Equal(
                    expected,
                    After(data, span => sums.Add(UpdateKernel<SgdRule<float>, float>.Try<Lanes128<float>>(rule, span, 1, true)))
                );
                Assert.Equal(
                    expected,
                    After(data, span => sums.Add(UpdateKernel<SgdRule<float>, float>.Try<Lanes256<float>>(rule, span, 1, true)))
                );
                Assert.Equal(
                    expected,
                    After(data, span => sums.Add(UpdateKernel<SgdRule<float>, float>.Try<Lanes512<float>>(rule, span, 1, true)))
                );
                Assert.All(sums, sum =>
                {
                    Assert.Equal(sums[0].Change, sum.Change, sums[0].Change * 1e-12);
                    Assert.Equal(sums[0].Weight, sum.Weight, sums[0].Weight * 1e-12);
                    Assert.False(sum.Broken);
                });
            },
            iter: 50
        );

    [Fact]
    public void Every_width_has_the_same_exponentials_and_logarithms()
    {
        Mirrored<HypentropyMap<float>>(0.1);
        Mirrored<QNormMap<float>>(1.5);
        Mirrored<NegativeEntropyMap<float>>(0);
    }

    [Fact]
    public void Every_width_measures_the_same() =>
        AnyData.Sample(
            data =>
            {
                fixed (float* g = data)
                {
                    var expected = GradientKernel.Measure<Lanes128<float>, float>(g, data.Length);
                    foreach (
                        var sums in new[]
                        {
                            GradientKernel.Measure<Lanes256<float>, float>(g, data.Length),
                            GradientKernel.Measure<Lanes512<float>, float>(g, data.Length),
                        }
                    )
                    {
                        Assert.Equal(expected.Squares, sums.Squares, expected.Squares * 1e-12);
                        Assert.Equal(expected.Peak, sums.Peak);
                    }
                }
            },
            iter: 50
        );

    private static void Mirrored<TMap>(double parameter)
        where TMap : struct, IMirrorMap<TMap, float> =>
        AnyData.Sample(
            data =>
            {
                var rule = MirrorRule<TMap, float>.At(new([0.1, 0.9, 0, 0, parameter, 1], 2) { Reference = 0.7 });
                var expected = After(data, span => UpdateKernel<MirrorRule<TMap, float>, float>.Step<Lane<float>>(rule, span, 0.7f, true));
                Assert.Equal(
                    expected,
                    After(data, span => UpdateKernel<MirrorRule<TMap, float>, float>.Step<Lanes128<float>>(rule, span, 0.7f, true))
                );
                Assert.Equal(
                    expected,
                    After(data, span => UpdateKernel<MirrorRule<TMap, float>, float>.Step<Lanes256<float>>(rule, span, 0.7f, true))
                );
                Assert.Equal(
                    expected,
                    After(data, span => UpdateKernel<MirrorRule<TMap, float>, float>.Step<Lanes512<float>>(rule, span, 0.7f, true))
                );
            },
            iter: 50
        );

    private delegate void Use(UpdateSpan<float> span);

    // 97 values: whole vectors of every width and a rest
    private static float[] After(float[] data, Use use)
    {
        const int Count = 97;
        var memory = data.ToArray();
        fixed (float* at = memory)
            use(
                new()
                {
                    Weight = at,
                    Gradient = at + Count,
                    A = at + (2 * Count),
                    B = at + (3 * Count),
                    Change = at + (4 * Count),
                    Old = at + (5 * Count),
                    Count = Count,
                }
            );
        return memory[..(4 * Count)];
    }
}
