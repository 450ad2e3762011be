using System.Numerics;
using System.Runtime.InteropServices;

namespace Ballast.Cli;

/// <summary>
/// A pass over four arrays that reads all and writes three, as a fused step does, and computes next to nothing, with the threads that the
/// kernels use. Raced beside a step over as many values it is the memory bandwidth that this step could have had: what of it the caches
/// hold they hold for both (as STREAM's triad, McCalpin 1995, in the step's own mix).
/// </summary>
internal sealed unsafe class Bandwidth : KernelJob, IDisposable
{
    private const int Block = 1 << 14,
        Arrays = 4,
        BytesAValue = (Arrays + 3) * sizeof(float);
    private readonly int _blocks;
    private readonly float* _memory;

    public Bandwidth(long values)
    {
        _blocks = (int)Math.Max(1, values / Block);
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)(Arrays * Values * sizeof(float)), 64);
        for (long i = 0; i < Arrays * Values; i += Block)
            new Span<float>(_memory + i, Block).Fill(1);
    }

    /// <summary>Bytes per second over arrays that no cache holds.</summary>
    public static double OfMainMemory()
    {
        using var pass = new Bandwidth(1 << 26);
        return pass.Of(new Race().Add("memory", pass.Run).Run(TimeSpan.FromSeconds(1)).Median("memory"));
    }

    private long Values => (long)_blocks * Block;

    public void Run() => RunAll(_blocks);

    /// <summary>Bytes per second, where a pass took so long.</summary>
    public double Of(double seconds) => BytesAValue * Values / seconds;

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    protected override void Run(int block)
    {
        float* a = _memory + ((long)block * Block),
            b = a + Values,
            c = b + Values,
            d = c + Values;
        var half = Vector.Create(0.5f);
        for (var i = 0; i < Block; i += Vector<float>.Count)
        {
            var read = Vector.Load(d + i) * half;
            ((Vector.Load(a + i) * half) + read).Store(a + i);
            ((Vector.Load(b + i) * half) + read).Store(b + i);
            ((Vector.Load(c + i) * half) + read).Store(c + i);
        }
    }
}
