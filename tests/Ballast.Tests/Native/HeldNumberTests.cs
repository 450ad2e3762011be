using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

public sealed class HeldNumberTests
{
    public HeldNumberTests() => NativeMend.Ensure();

    [Fact]
    public void A_held_number_is_the_number_of_its_type()
    {
        Assert.Equal((ScalarType.Float64, 0.1), (0.1.Held().Type, 0.1.Held().ToDouble()));
        Assert.Equal(0.1f, 0.1f.Held().ToSingle());
        Assert.Equal((ScalarType.Int64, 7L), (7.Held().Type, 7.Held().ToInt64()));
        Assert.Equal(long.MinValue, long.MinValue.Held().ToInt64());
        Assert.True(true.Held().ToBoolean());
        Assert.False(false.Held().ToBoolean());
        Assert.True(double.IsNaN(double.NaN.Held().ToDouble()));
        Assert.Equal(double.NegativeZero, (-0.0).Held().ToDouble());
        Assert.True(double.IsNegative((-0.0).Held().ToDouble()));
    }

    [Fact]
    public void Operations_have_the_bits_they_have_without()
    {
        using var scope = NewDisposeScope();
        using Scalar half = 0.5,
            two = 2,
            one = 1;
        foreach (var x in new[] { randn(100), randn(100, dtype: float64), arange(100.Held()) })
        {
            Assert.Equal(x.mul(half).bytes.ToArray(), (x * 0.5.Held()).bytes.ToArray());
            Assert.Equal(x.mul(two).bytes.ToArray(), (x * 2.Held()).bytes.ToArray());
            Assert.Equal(x.add(x, alpha: one).bytes.ToArray(), x.add(x, alpha: 1.Held()).bytes.ToArray());
        }
    }

    [Fact]
    public void One_Scalar_is_kept_for_a_value()
    {
        Assert.Same(0.25.Held(), 0.25.Held());
        Assert.Same(3.Held(), 3L.Held());
        Assert.NotSame(1.Held(), 1.0.Held());
        Assert.NotSame(1.0.Held(), 1f.Held());
        Assert.NotSame(1.Held(), true.Held());
    }

    [Fact]
    public void The_latest_values_are_kept_and_what_is_dropped_can_still_be_read()
    {
        var kept = new KeptScalars(generation: 4);
        var first = kept.Keep('i', 0, 0.ToScalar());
        for (var value = 1; value <= 4; value++)
            kept.Keep('i', value, value.ToScalar());
        Assert.Same(first, kept.Find('i', 0)); // of the older generation, and young again
        for (var value = 5; value <= 20; value++)
            kept.Keep('i', value, value.ToScalar());
        Assert.Null(kept.Find('i', 0));
        for (var value = 17; value <= 20; value++)
            Assert.NotNull(kept.Find('i', value));
        Assert.Equal(0, first.ToInt32());
    }

    /// <summary>Fails within seconds without Held: samples/temporaries counts it.</summary>
    [Fact]
    public void No_collection_frees_a_held_number()
    {
        using var scope = NewDisposeScope();
        using var x = randn(16, 16);
        var right = (x * 0.3.Held()).add(x, alpha: 2.Held()).bytes.ToArray();
        var stop = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (var call = 0; call < 20_000; call++)
            {
                using var inner = NewDisposeScope();
                Assert.Equal(right, (x * 0.3.Held()).add(x, alpha: 2.Held()).bytes.ToArray());
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            collector.Join();
        }
    }
}
