using System.Numerics;
using System.Runtime.InteropServices;

namespace Ballast.Cli;

/// <summary>
/// Memory bandwidth by the STREAM triad's mix, two reads and one write (McCalpin 1995), over buffers of four times the last-level
/// cache, with the threads that the kernels use.
/// </summary>
internal static unsafe class Bandwidth
{
    private const long LeastBytes = 128L << 20,
        MostBytes = 512L << 20;
    private const int Block = 1 << 16;

    /// <summary>Bytes per second, the median of some passes.</summary>
    public static double Measure()
    {
        var count = (int)(Math.Clamp(4 * LastLevelCache(), LeastBytes, MostBytes) / sizeof(float) / Block * Block);
        var a = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
        var b = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
        try
        {
            new Span<float>(a, count).Fill(1);
            new Span<float>(b, count).Fill(1);
            var job = new Triad(a, b, count / Block);
            var race = new Race().Add("triad", job.Run).Run(TimeSpan.FromSeconds(1));
            return 3.0 * sizeof(float) * count / race.Median("triad");
        }
        finally
        {
            NativeMemory.AlignedFree(a);
            NativeMemory.AlignedFree(b);
        }
    }

    // the largest cache that the system names; 32 MiB where it names none
    private static long LastLevelCache()
    {
        const string folder = "/sys/devices/system/cpu/cpu0/cache";
        if (!Directory.Exists(folder))
            return 32L << 20;
        return Directory
            .EnumerateFiles(folder, "size", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => File.ReadAllText(file).Trim())
            .Select(size => long.TryParse(size.TrimEnd('K', 'M'), out var number) ? number << (size.EndsWith('M') ? 20 : 10) : 0)
            .DefaultIfEmpty(32L << 20)
            .Max();
    }

    private sealed class Triad(float* a, float* b, int blocks) : KernelJob
    {
        public void Run() => RunAll(blocks);

        protected override void Run(int block)
        {
            float* x = a + ((long)block * Block),
                y = b + ((long)block * Block);
            var half = Vector.Create(0.5f);
            for (var i = 0; i < Block; i += Vector<float>.Count)
                ((Vector.Load(x + i) * half) + (Vector.Load(y + i) * half)).Store(x + i);
        }
    }
}
