using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Fills a tensor in host memory with a value or 0 at random, block by block; each block has a key of its own, so threads do not matter.
/// </summary>
internal sealed unsafe class MaskJob : KernelJob
{
    private const int Block = 16384;
    private readonly float* _values;
    private readonly long _length;
    private readonly ulong _key;
    private readonly uint _threshold;
    private readonly float _value;

    private MaskJob(float* values, long length, ulong key, uint threshold, float value)
    {
        _values = values;
        (_length, _key, _threshold, _value) = (length, key, threshold, value);
    }

    /// <summary>
    /// Fills a new float32 tensor: <paramref name="value"/> with probability <paramref name="share"/> (to 2^-32), else 0.
    /// </summary>
    public static void Fill(Tensor mask, ulong key, double share, float value)
    {
        var threshold = (uint)Math.Clamp(Math.Round(share * 4294967296.0), 0, uint.MaxValue);
        var length = mask.numel();
        var job = new MaskJob((float*)NativeTensor.Data(mask.Handle), length, key, threshold, value);
        job.RunAll((int)((length + Block - 1) / Block));
        GC.KeepAlive(mask);
    }

    protected override void Run(int block)
    {
        var first = (long)block * Block;
        MaskKernel.Fill(_values + first, (int)Math.Min(Block, _length - first), SplitMix.Mix(_key ^ (ulong)block), _threshold, _value);
    }
}
