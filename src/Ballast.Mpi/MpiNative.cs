using System.Runtime.InteropServices;
using System.Text;

namespace Ballast.Mpi;

/// <summary>The functions of MPI that are used, all of them; nothing of Ballast calls another.</summary>
internal static unsafe partial class MpiNative
{
    /// <summary>What the imports are of, resolved by <see cref="MpiLibrary"/>.</summary>
    public const string Library = "mpi";
    private const int LongestText = 8192; // of MPI_MAX_LIBRARY_VERSION_STRING

    [LibraryImport(Library)]
    public static partial int MPI_Init_thread(int* argc, nint argv, int required, out int provided);

    [LibraryImport(Library)]
    public static partial int MPI_Initialized(out int flag);

    [LibraryImport(Library)]
    public static partial int MPI_Finalized(out int flag);

    [LibraryImport(Library)]
    public static partial int MPI_Finalize();

    [LibraryImport(Library)]
    public static partial int MPI_Abort(nint communicator, int code);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_rank(nint communicator, out int rank);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_size(nint communicator, out int size);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_dup(nint communicator, ref nint copy);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_free(ref nint communicator);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_split_type(nint communicator, int type, int key, nint info, ref nint part);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_set_errhandler(nint communicator, nint handler);

    [LibraryImport(Library)]
    public static partial int MPI_Allreduce(void* send, void* receive, int count, nint type, nint operation, nint communicator);

    // a request is an address with Open MPI and an int with MPICH: room for the longer, zero at first
    [LibraryImport(Library)]
    public static partial int MPI_Iallreduce(
        void* send,
        void* receive,
        int count,
        nint type,
        nint operation,
        nint communicator,
        nint* request
    );

    [LibraryImport(Library)]
    public static partial int MPI_Test(nint* request, out int flag, void* status);

    [LibraryImport(Library)]
    public static partial int MPI_Wait(nint* request, void* status);

    [LibraryImport(Library)]
    public static partial int MPI_Bcast(void* buffer, int count, nint type, int root, nint communicator);

    [LibraryImport(Library)]
    public static partial int MPI_Barrier(nint communicator);

    [LibraryImport(Library)]
    private static partial int MPI_Error_string(int code, byte* text, out int length);

    [LibraryImport(Library)]
    private static partial int MPI_Get_library_version(byte* text, out int length);

    /// <summary>What the library says it is.</summary>
    public static string Version
    {
        get
        {
            var text = stackalloc byte[LongestText];
            _ = MPI_Get_library_version(text, out var length);
            return Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)).TrimEnd('\0').Split('\n')[0];
        }
    }

    /// <exception cref="MpiException">The call failed.</exception>
    public static void Check(int code, string call)
    {
        if (code == 0)
            return;
        var text = stackalloc byte[LongestText];
        _ = MPI_Error_string(code, text, out var length);
        throw new MpiException(
            $"{call} failed: {Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)).TrimEnd('\0')} (error {code} of MPI). "
                + "A rank may have died, or the network between machines is broken: look at what the other ranks said."
        );
    }
}
