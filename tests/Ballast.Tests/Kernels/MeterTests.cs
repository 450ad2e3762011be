using Ballast.Reference;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class MeterTests
{
    private static readonly Gen<double> AnyValue = Gen.Frequency(
        (20, Gen.Double[-10, 10]),
        (2, Gen.Const(0.0)),
        (1, Gen.Const(double.NaN)),
        (1, Gens.Any(double.PositiveInfinity, double.NegativeInfinity)),
        (2, Gens.Any(1e30, -1e30, 1e-30, 3e38))
    );

    [Fact]
    public void Agrees_with_its_slow_twin_NaN_and_infinity_included() =>
        Gen.Select(AnyValue.Array[1, 70], Gens.Any(ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16))
            .Sample(
                (values, type) =>
                {
                    using var scope = NewDisposeScope(); // samples run on threads of their own
                    using var model = new Holder(zeros(values.Length, type));
                    using var gradient = tensor(values, ScalarType.Float64).to(type);
                    model.All[0].grad = gradient;
                    var expected = SlowMeter.Measure(Holder.Values(gradient));
                    foreach (var (norm, peak, nonFinite) in new[] { OnHost(model), Elsewhere(model) })
                    {
                        AssertSame(expected.Norm, norm);
                        AssertSame(expected.Peak, peak);
                        Assert.Equal(expected.NonFinite, nonFinite);
                    }
                },
                iter: 300
            );

    /// <summary>Some of these kernels work block by block; what stands behind the last value is none of theirs.</summary>
    [Theory]
    [InlineData(ScalarType.BFloat16, 1023)]
    [InlineData(ScalarType.BFloat16, 1025)]
    [InlineData(ScalarType.BFloat16, 2600)]
    [InlineData(ScalarType.Float32, 2600)]
    [InlineData(ScalarType.Float32, 37)]
    [InlineData(ScalarType.Float64, 2601)]
    public void A_stretch_is_measured_to_its_end_and_no_further(ScalarType type, int count)
    {
        using var model = new Holder(zeros(count, type));
        var values = rand(count, ScalarType.Float64).Minus(0.5);
        values[count - 1] = 3;
        foreach (var last in new[] { 3.0, double.PositiveInfinity })
        {
            values[count - 2] = last;
            var stretch = cat([values, full(40, double.NaN, ScalarType.Float64)]).to(type)[..count];
            model.All[0].grad = stretch;
            var expected = SlowMeter.Measure(Holder.Values(stretch));
            var (norm, peak, nonFinite) = OnHost(model);
            AssertSame(expected.Norm, norm);
            AssertSame(expected.Peak, peak);
            Assert.Equal(expected.NonFinite, nonFinite);
        }
    }

    /// <summary>On both ways: what was scaled up to be measured, the size of weights, and a parameter without a gradient.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public void Each_parameter_has_its_own_numbers(bool strided)
    {
        using var model = Holder.Random(3, ScalarType.Float32, [3, 4], [5], [2, 2], [7]);
        model.SetGradients(4);
        model.All[1].grad = null;
        model.All[2].grad = full([2, 2], 8f);
        if (strided)
            model.All[0].grad = model.All[0].grad!.t().contiguous().t();
        using var table = new ParameterTable(model.All);
        table.Refresh();
        Assert.Equal(!strided, table.OnHost);
        using var loss = tensor(2f);
        var reading = new GradientMeter(table, ReadingNeeds.WeightNorms).Measure(0, loss, 0.25);
        Assert.Equal([false, true, false, false], reading.Parameters.ToArray().Select(it => it.IsAbsent));
        Assert.Equal((4, 2), (reading.Parameters[2].Norm, reading.Parameters[2].Peak));
        Assert.Equal((0, 0, 0), (reading.Parameters[1].Norm, reading.Parameters[1].Peak, reading.Parameters[1].NonFinite));
        foreach (var i in new[] { 0, 2, 3 })
        {
            Assert.Equal(SlowMeter.Measure(Holder.Values(model.All[i].grad!)).Norm / 4, reading.Parameters[i].Norm, 1e-6);
            Assert.Equal(SlowMeter.Measure(Holder.Values(model.All[i])).Norm, reading.Parameters[i].WeightNorm, 1e-6);
        }
    }

    [Fact]
    public void One_value_that_is_not_finite_is_found_wherever_it_stands() =>
        Gen.Select(
                AnyValue.Array[1, 70],
                Gens.Any(ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float16),
                Gen.Bool
            )
            .Sample(
                (values, type, turned) =>
                {
                    using var scope = NewDisposeScope();
                    var all = tensor(values, ScalarType.Float64).to(type).unsqueeze(0).expand(3, values.Length);
                    all = turned ? all.contiguous().t() : all.contiguous();
                    Assert.Equal(all.isfinite().logical_not().any().item<bool>(), NonFinite.IsIn(all));
                },
                iter: 300
            );

    /// <summary>What has no plain values in memory is asked of libtorch.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(double.PositiveInfinity, true)]
    public void Sparse_values_are_looked_at_too(double value, bool found)
    {
        using var sparse = tensor(
                new[,]
                {
                    { 0, 2.0 },
                    { value, 0 },
                }
            )
            .to_sparse();
        Assert.Equal(found, NonFinite.IsIn(sparse));
        Assert.Equal(found, NonFinite.IsIn(tensor(new[] { 1, value }).to(ScalarType.Float16)));
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e30)]
    [InlineData(ScalarType.Float64, 1e200)]
    [InlineData(ScalarType.Float64, 1e-200)]
    public void Huge_and_tiny_finite_gradients_are_finite(ScalarType type, double value)
    {
        using var model = new Holder(zeros(1000, type));
        model.All[0].grad = full(1000, value, dtype: type);
        var (norm, _, nonFinite) = OnHost(model);
        Assert.Equal(0, nonFinite);
        Assert.Equal(value * Math.Sqrt(1000), norm, value * 1e-6);
    }

    [Fact]
    public void Sums_do_not_depend_on_the_number_of_threads()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [300_000], [5], [70_000]);
        model.SetGradients(2);
        var one = OnHost(model);
        set_num_threads(2);
        try
        {
            for (var i = 0; i < 20; i++)
                Assert.Equal(one, OnHost(model));
        }
        finally
        {
            set_num_threads(1);
        }
    }

    [Fact]
    public void Strided_gradients_are_measured_through_libtorch()
    {
        using var model = new Holder(zeros(3, 4));
        model.All[0].grad = arange(12, dtype: ScalarType.Float32).reshape(4, 3).t();
        using var table = new ParameterTable(model.All);
        table.Refresh();
        Assert.False(table.OnHost);
        using var loss = tensor(2f);
        var reading = new GradientMeter(table, ReadingNeeds.WeightNorms).Measure(0, loss, 1);
        Assert.Equal(Math.Sqrt(506), reading.Norm, 9);
        Assert.Equal(2, reading.Loss);
        Assert.Equal(0, reading.Parameters[0].WeightNorm);
    }

    private static (double Norm, double Peak, long NonFinite) OnHost(Holder model)
    {
        using var table = new ParameterTable(model.All);
        table.Refresh();
        Assert.True(table.OnHost);
        using var loss = tensor(1f);
        var reading = new GradientMeter(table, ReadingNeeds.None).Measure(0, loss, 1);
        return (reading.Norm, reading.Parameters[0].Peak, reading.NonFinite);
    }

    private static (double Norm, double Peak, long NonFinite) Elsewhere(Holder model)
    {
        using var loss = tensor(1f);
        using var gradient = model.All[0].grad!;
        var numbers = LibtorchMeter.Measure([gradient], [], loss);
        return (numbers[1], numbers[2], LibtorchMeter.CountNonFinite(gradient));
    }

    private static void AssertSame(double expected, double actual) =>
        Assert.True(
            expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-6 * Math.Abs(expected),
            $"expected {expected:R}, got {actual:R}"
        );
}
