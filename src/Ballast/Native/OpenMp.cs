using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>
/// The OpenMP runtime that libtorch itself loaded, where it is GNU's. After a backward pass its threads spin on the other
/// cores for about a millisecond: threads of our own would have to share those cores with them, while these are ready at once.
/// </summary>
internal static unsafe class OpenMp
{
    private static readonly nint s_library = Find();
    private static readonly delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> s_parallel =
        (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)Export("GOMP_parallel");

    private static readonly delegate* unmanaged<int> s_get = (delegate* unmanaged<int>)Export("omp_get_max_threads");
    private static readonly delegate* unmanaged<int, void> s_set = (delegate* unmanaged<int, void>)Export("omp_set_num_threads");

    public static bool IsThere => s_parallel != null;

    /// <summary>Runs <paramref name="body"/> on so many threads, the calling one included, and waits for all.</summary>
    public static void Parallel(delegate* unmanaged<void*, void> body, void* argument, int threads) =>
        s_parallel(body, argument, (uint)threads, 0);

    /// <summary>
    /// Runs something with one thread of the runtime's: for what is so small that waiting for others, on a machine that is busy, would take
    /// a thousand times as long. Unlike libtorch's own setting this is one of the calling thread alone, and it is put back.
    /// </summary>
    public static TResult Alone<TResult>(Func<TResult> action)
    {
        if (s_get == null || s_set == null)
            return action();
        TorchSharp.torch.get_num_threads(); // libtorch sets a thread's number when it is first used there
        var threads = s_get();
        s_set(1);
        try
        {
            return action();
        }
        finally
        {
            s_set(threads);
        }
    }

    private static nint Export(string name) => s_library != 0 && NativeLibrary.TryGetExport(s_library, name, out var entry) ? entry : 0;

    private static nint Find()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        TorchSharp.torch.get_num_threads(); // makes sure that libtorch is loaded
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
            if (
                module.ModuleName.StartsWith("libgomp", StringComparison.Ordinal)
                && NativeLibrary.TryLoad(module.FileName, out var library)
                && NativeLibrary.TryGetExport(library, "GOMP_parallel", out _)
            )
                return library;
        return 0;
    }
}
