using Ballast.Reference;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>The random numbers under all masks.</summary>
[TensorTests]
public sealed class MaskTests
{
    [Fact]
    public void The_kernel_agrees_with_its_slow_twin_whatever_the_length() =>
        Gen.Select(Gen.Int[0, 40000], Gen.ULong, Gen.Double[0, 1], Gen.Float[0.5f, 4])
            .Sample(
                (length, key, share, value) =>
                {
                    using var scope = NewDisposeScope();
                    using var mask = empty(length);
                    if (length > 0)
                        MaskJob.Fill(mask, key, share, value);
                    return mask.data<float>().ToArray().AsSpan().SequenceEqual(SlowMask.Fill(length, key, share, value));
                },
                iter: 60,
                threads: 1
            );

    [Fact]
    public void The_number_of_threads_does_not_matter()
    {
        var (one, three) = (empty(100_000), empty(100_000));
        MaskJob.Fill(one, 5, 0.4, 1);
        set_num_threads(3);
        try
        {
            MaskJob.Fill(three, 5, 0.4, 1);
        }
        finally
        {
            set_num_threads(1);
        }

        Assert.True(DropoutBattery.Same(one, three));
    }

    /// <summary>
    /// Eight neighbouring values are one of 256 patterns, binomially weighted. With 255 degrees of freedom chi-squared has mean 255 and
    /// deviation 22.6; six of those leave one false alarm in a hundred million.
    /// </summary>
    [Theory]
    [InlineData(0.1, 1L)]
    [InlineData(0.5, 2L)]
    [InlineData(0.5, 16L)]
    [InlineData(0.9, 64L)]
    public void Values_are_independent_of_their_neighbours(double share, long stride)
    {
        const int Count = 1 << 21;
        var mask = empty(Count);
        MaskJob.Fill(mask, 11, share, 1);
        var patterns = mask.view(-1, 8, stride)
            .transpose(1, 2)
            .reshape(-1, 8)
            .to(ScalarType.Int64)
            .matmul(tensor([1L, 2, 4, 8, 16, 32, 64, 128]));
        var counts = patterns.bincount(null, 256).data<long>().ToArray();
        Assert.InRange(ChiSquared(counts, i => Pattern(i, share) * (Count / 8)), 0, 255 + (6 * 22.6));
    }

    /// <summary>The same of one place over many calls, and of two modules side by side.</summary>
    [Fact]
    public void Calls_and_modules_are_independent()
    {
        const int Width = 4096,
            Times = 512;
        var (a, b, x) = (Dropouts.Dropout(0.5), Dropouts.Dropout(0.5), ones(Width));
        Dropouts.Seed(nn.Sequential(a, b), 3);
        var bits = stack([.. Enumerable.Range(0, Times).SelectMany(_ => new[] { a.call(x), b.call(x) })]).gt(0).to(ScalarType.Int64);
        // rows are calls: a, b, a, b ...; patterns down a column of eight rows
        var patterns = bits.view(-1, 8, Width).transpose(1, 2).reshape(-1, 8).matmul(tensor([1L, 2, 4, 8, 16, 32, 64, 128]));
        var counts = patterns.bincount(null, 256).data<long>().ToArray();
        Assert.InRange(ChiSquared(counts, _ => Width * Times * 2 / 8 / 256.0), 0, 255 + (6 * 22.6));
    }

    [Fact]
    public void Elsewhere_the_devices_generator_draws_with_the_same_share_and_from_the_key_alone()
    {
        Tensor Mask(ulong key) => Draws.Elsewhere(key, 0.3, 2, [400, 500], zeros(1, ScalarType.Float64));
        var mask = Mask(3);
        Assert.Equal(0.6, mask.mean().item<double>(), 0.01);
        Assert.True(mask.eq(0).logical_or(mask.eq(2)).all().item<bool>());
        Assert.True(DropoutBattery.Same(mask, Mask(3)));
        Assert.False(DropoutBattery.Same(mask, Mask(4)));
    }

    private static double Pattern(int bits, double share) =>
        Math.Pow(share, int.PopCount(bits)) * Math.Pow(1 - share, 8 - int.PopCount(bits));

    private static double ChiSquared(long[] counts, Func<int, double> expected) =>
        counts.Select((count, i) => Math.Pow(count - expected(i), 2) / expected(i)).Sum();
}
