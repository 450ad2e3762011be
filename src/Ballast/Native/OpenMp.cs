using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>
/// The OpenMP runtime that libtorch itself loaded, where it is GNU's. After a backward pass its threads spin on the other
/// cores for about a millisecond: threads of our own would have to share those cores with them, while these are ready at once.
/// </summary>
internal static unsafe class OpenMp
{
    private static readonly delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> s_parallel = Find();

    public static bool IsThere => s_parallel != null;

    /// <summary>Runs <paramref name="body"/> on so many threads, the calling one included, and waits for all.</summary>
    public static void Parallel(delegate* unmanaged<void*, void> body, void* argument, int threads) => s_parallel(body, argument, (uint)threads, 0);

    private static delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> Find()
    {
        if (!OperatingSystem.IsLinux()) return null;
        TorchSharp.torch.get_num_threads();   // makes sure that libtorch is loaded
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
            if (module.ModuleName.StartsWith("libgomp", StringComparison.Ordinal)
                && NativeLibrary.TryLoad(module.FileName, out var library)
                && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var entry))
                return (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)entry;
        return null;
    }
}
