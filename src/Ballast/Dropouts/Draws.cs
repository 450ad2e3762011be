using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The random tensors of one forward pass. Equal seeds and equal numbers of passes give equal tensors. In host memory they are also the
/// same on every processor and for every number of threads, and cost about as much as writing them; elsewhere the device's own generator
/// draws.
/// </summary>
public sealed class Draws
{
    private ulong _key;

    internal Draws(ulong key) => _key = key;

    /// <summary><paramref name="value"/> with probability <paramref name="share"/>, otherwise 0, independently.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="value">What is not zero.</param>
    /// <param name="shape">Of the result, which may be broadcast.</param>
    /// <param name="like">Says type and device; its values do not matter.</param>
    public Tensor Bernoulli(double share, double value, ReadOnlySpan<long> shape, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(like);
        var key = Next();
        if (like.device_type != DeviceType.CPU)
            return Elsewhere(key, share, value, shape, like);
        var narrow = like.dtype == ScalarType.Float32;
        var mask = empty(shape, ScalarType.Float32);
        MaskJob.Fill(mask, key, share, narrow ? (float)value : 1);
        if (narrow)
            return mask;
        using var wide = mask;
        return wide.to(like.dtype).Scale(value);
    }

    /// <summary>The same from the device's own generator.</summary>
    internal static Tensor Elsewhere(ulong key, double share, double value, ReadOnlySpan<long> shape, Tensor like)
    {
        using var generator = new Generator(key, like.device);
        return empty(shape, like.dtype, like.device).bernoulli_(share, generator).Scale(value);
    }

    /// <summary>Independent normal values.</summary>
    /// <param name="mean">Their mean.</param>
    /// <param name="std">Their standard deviation.</param>
    /// <param name="shape">Of the result.</param>
    /// <param name="like">Says type and device; its values do not matter.</param>
    public Tensor Normal(double mean, double std, ReadOnlySpan<long> shape, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(like);
        using var generator = new Generator(Next(), like.device);
        return empty(shape, like.dtype, like.device).normal_(mean, std, generator);
    }

    private ulong Next() => SplitMix.Mix(_key += 0x9e3779b97f4a7c15);
}
