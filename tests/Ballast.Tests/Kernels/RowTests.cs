using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>How far a row of weights moved, against float64 sums one value at a time.</summary>
[TensorTests]
public sealed unsafe class RowTests
{
    public static TheoryData<ScalarType, int> Rows
    {
        get
        {
            TheoryData<ScalarType, int> rows = [];
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
            foreach (var count in new[] { 1, 5, 16, 511, 512, 513, 1300 })
                rows.Add(type, count);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_row_is_measured_to_its_end_and_no_further(ScalarType type, int count)
    {
        var before = Row(1);
        var now = Row(2);
        var (x, y) = (Holder.Values(now)[..count], Holder.Values(before)[..count]);
        var measured = type switch
        {
            ScalarType.Float32 => RowKernel.Measure((float*)Data(now), (float*)Data(before), count),
            ScalarType.Float64 => RowKernel.Measure((double*)Data(now), (double*)Data(before), count),
            _ => RowKernel.Measure((BFloat16*)Data(now), (BFloat16*)Data(before), count),
        };
        var change = x.Zip(y, (a, b) => (a - b) * (a - b)).Sum();
        var size = y.Sum(b => b * b);
        Assert.Equal(change, measured.Change, 1e-6 * change);
        Assert.Equal(size, measured.Before, 1e-6 * size);
        GC.KeepAlive(before);
        GC.KeepAlive(now);

        Tensor Row(int seed)
        {
            manual_seed(seed);
            return cat([rand(count, ScalarType.Float64), full(20, double.NaN, ScalarType.Float64)]).to(type);
        }
    }

    private static void* Data(Tensor tensor) => NativeTensor.Data(tensor.Handle);
}
