using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Ballast.Cli;

/// <summary>What this machine is like for training.</summary>
internal sealed record MachineFacts
{
    private const int DiskBytes = 64 << 20;
    private static readonly string[] AllocatorVariables = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"];

    public required string Ballast { get; init; }

    public required string Dotnet { get; init; }

    public required string System { get; init; }

    /// <summary>Processors that this process may use, limits of containers included.</summary>
    public required int Processors { get; init; }

    /// <summary>Whether libtorch can be loaded; if not, <see cref="Fault"/> says why.</summary>
    public bool Loads { get; init; }

    public string? Fault { get; init; }

    public string? TorchSharp { get; init; }

    public string? Libtorch { get; init; }

    public int Threads { get; init; }

    /// <summary>Whether the kernels run on libtorch's own threads.</summary>
    public bool SharesOpenMp { get; init; }

    public int CudaDevices { get; init; }

    /// <summary>What the self-test found; null where libtorch cannot be loaded.</summary>
    public IReadOnlyList<MachineReport>? Arithmetic { get; init; }

    /// <summary>Whether something is computed wrongly here that could not be mended.</summary>
    public bool IsWrong => Arithmetic?.Any(report => report.State == MachineState.Wrong) == true;

    /// <summary>The widest vectors of the processor, in bits.</summary>
    public int VectorBits { get; init; }

    /// <summary>Speed of writing to the present folder with flushing, in MB/s; NaN where it cannot be written to.</summary>
    public double DiskMegabytes { get; init; } = double.NaN;

    public bool AllocatorTuned { get; init; }

    public static MachineFacts Find()
    {
        var facts = new MachineFacts
        {
            Ballast = typeof(StepGuard).Assembly.GetName().Version!.ToString(3),
            Dotnet = Environment.Version.ToString(),
            System = RuntimeInformation.RuntimeIdentifier,
            Processors = Environment.ProcessorCount,
            DiskMegabytes = WriteSpeed(),
            VectorBits = 8 * global::System.Numerics.Vector<byte>.Count,
            AllocatorTuned = AllocatorVariables.All(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }),
        };
#pragma warning disable CA1031 // whatever keeps libtorch from loading is what the user wants to know
        try
        {
            MachineReport[] arithmetic =
            [
                MachineTest.Ensure(recurrent: true, bfloat16: true),
                .. torch.cuda.is_available()
                    ? [MachineTest.Ensure(torch.CUDA, recurrent: true, bfloat16: true)]
                    : Array.Empty<MachineReport>(),
            ];
            return facts with
            {
                Arithmetic = arithmetic,
                Loads = true,
                Threads = torch.get_num_threads(),
                Libtorch = torch.__version__,
                TorchSharp = typeof(torch).Assembly.GetName().Version!.ToString(3),
                SharesOpenMp = OpenMp.IsThere,
                CudaDevices = torch.cuda.is_available() ? torch.cuda.device_count() : 0,
            };
        }
        catch (Exception fault)
        {
            return facts with { Fault = (fault.GetBaseException() ?? fault).Message };
        }
#pragma warning restore CA1031
    }

    public IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("ballast", $"{Ballast} on .NET {Dotnet}, {System}");
        yield return ("libtorch", Loads ? $"{Libtorch} through TorchSharp {TorchSharp}" : $"cannot be loaded: {Fault}");
        yield return ("temporaries", Temporaries.Row);
        yield return ("devices", CudaDevices == 0 ? "cpu" : $"cpu, {CudaDevices} x cuda");
        foreach (var report in Arithmetic ?? [])
            yield return (
                "arithmetic",
                report.State == MachineState.Untested
                    ? report.Text
                    : string.Create(CultureInfo.InvariantCulture, $"{report.Text}; tested in {report.Elapsed.TotalMilliseconds:0} ms")
            );
        yield return ("processors", $"{Processors}, vectors of {VectorBits} bits");
        yield return (
            "threads",
            $"{Threads} of libtorch{(SharesOpenMp ? "; Ballast's kernels run on them" : "; Ballast's kernels have a pool of their own")}"
        );
        yield return ("allocator", AllocatorTuned ? "keeps freed memory (set)" : "as the system has it");
        yield return (
            "disk",
            double.IsNaN(DiskMegabytes)
                ? "the present folder cannot be written to"
                : string.Create(CultureInfo.InvariantCulture, $"{DiskMegabytes:0} MB/s, flushed, in the present folder")
        );
    }

    public IEnumerable<string> Advice()
    {
        if (!Loads)
            yield return "libtorch's package for this system is missing or broken: restore and "
                + "build again. Nothing can be trained without it.";
        foreach (var report in Arithmetic ?? [])
        {
            if (report.State == MachineState.Wrong)
                yield return $"do not train on {report.Device} here: what is computed is wrong, whatever the loss looks like. "
                    + "docs/wrong-machines.md says how to tell and what to try.";
            if (report.State == MachineState.Mended)
                yield return "programs without Ballast compute wrongly on this machine. docs/wrong-machines.md says what they can do.";
            if (report is { State: MachineState.Untested, Cause.Length: > 0 })
                yield return $"the self-test of {report.Device} could not run ({report.Cause}): please report it.";
        }

        if (Loads && Threads > Processors)
            yield return $"libtorch would use {Threads} threads on {Processors} processors, and they would wait for one another: set "
                + $"train.threads: {Processors}, or OMP_NUM_THREADS.";
        if (Loads && Processors > 1 && Threads == 1)
            yield return "libtorch uses one thread: unset OMP_NUM_THREADS, or set train.threads.";
        if (Loads && OperatingSystem.IsLinux() && !SharesOpenMp)
            yield return "libtorch's OpenMP is not GNU's, so the kernels have threads of their "
                + "own, which share processors with libtorch's: on "
                + "small models set train.threads lower.";
        if (OperatingSystem.IsLinux() && !AllocatorTuned)
            yield return $"where a step makes large temporaries, train.keep-memory: true (or {AllocatorVariables[0]}=1073741824 "
                + $"{AllocatorVariables[1]}=2147483647 in the environment; both glibc) spares page faults; compare the steps/s of a "
                + "short training with and without.";
        if (double.IsNaN(DiskMegabytes))
            yield return "train in a folder that can be written to, or give --out.";
    }

    private static double WriteSpeed()
    {
        var path = Path.Combine(Environment.CurrentDirectory, $".ballast-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            var block = new byte[1 << 20];
            Random.Shared.NextBytes(block);
            var since = Stopwatch.GetTimestamp();
            for (var written = 0; written < DiskBytes; written += block.Length)
                file.Write(block);
            file.Flush(flushToDisk: true);
            return DiskBytes / 1e6 / Stopwatch.GetElapsedTime(since).TotalSeconds;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }
}
