using System.Runtime.InteropServices;

namespace Ballast.Mpi;

/// <summary>
/// Finds the MPI library of this machine and tells which family it is. It has to be the launcher's own: of another, every process would
/// believe to be alone.
/// </summary>
internal static partial class MpiLibrary
{
    private const string Wanted = "BALLAST_MPI_LIBRARY",
        Signals = "UCX_ERROR_SIGNALS";
    private static readonly string[] s_open = ["libmpi.so.40", "libmpi.40.dylib"];
    private static readonly string[] s_mpich = ["libmpi.so.12", "libmpich.so.12", "libmpi.12.dylib", "msmpi.dll", "impi.dll"];
    private static readonly string[] s_standard = ["libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.dylib", "mpi_abi.dll"];
    private static readonly Lazy<(string Name, MpiAbi Abi)> s_loaded = new(Load);

    /// <summary>The file it was found as.</summary>
    public static string Name => s_loaded.Value.Name;

    /// <summary>Its handles; loads it.</summary>
    /// <exception cref="MpiException">There is none.</exception>
    public static MpiAbi Abi => s_loaded.Value.Abi;

    private static (string, MpiAbi) Load()
    {
        KeepSignals();
        var wanted = Environment.GetEnvironmentVariable(Wanted);
        string[] names =
            wanted is not null ? [wanted]
            : MpiLauncher.IsOpenMpi ? [.. s_open, .. s_standard, .. s_mpich]
            : [.. s_standard, .. s_mpich, .. s_open];
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, typeof(MpiLibrary).Assembly, DllImportSearchPath.SafeDirectories, out var library))
                continue;
            NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, (import, _, _) => import == MpiNative.Library ? library : 0);
            return (
                name,
                NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _)
                    ? MpiAbi.OpenMpi(symbol => NativeLibrary.GetExport(library, symbol))
                : name.Contains("mpi_abi", StringComparison.Ordinal) ? MpiAbi.Standard
                : MpiAbi.Mpich
            );
        }

        throw new MpiException(
            wanted is not null
                ? $"{Wanted} names {wanted}, which cannot be loaded. Give the path of libmpi, or unset it."
                : $"No MPI library was found (looked for {string.Join(", ", names)}). Install your cluster's, such as Debian's "
                    + $"openmpi-bin, or name it by {Wanted}."
        );
    }

    // UCX, which MPI goes over on many clusters, takes SIGSEGV for itself when it is loaded, and reads this then; .NET needs that signal
    // for every NullReferenceException. What .NET sets native code does not see.
    private static void KeepSignals()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Signals) is null)
            _ = setenv(Signals, "SIGILL,SIGBUS,SIGFPE", 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
