namespace Ballast.Mpi;

/// <summary>
/// What an MPI library calls its own: handles are addresses with Open MPI and numbers with MPICH. All are passed as <c>nint</c>: on x86-64
/// and arm64 an <c>int</c> parameter is read from the low half of the same register, so one set of imports serves both.
/// </summary>
/// <param name="Name">The family, such as Open MPI.</param>
/// <param name="World">All processes of the job.</param>
/// <param name="Float">float32.</param>
/// <param name="Double">float64.</param>
/// <param name="Byte">Bytes.</param>
/// <param name="Sum">The reduction.</param>
/// <param name="ErrorsReturn">Errors are return values, since an abort within native code says nothing.</param>
/// <param name="NoInfo">No hints.</param>
/// <param name="InPlace">Send and receive in the same memory.</param>
/// <param name="Shared">Processes that share memory: those of one machine.</param>
/// <param name="Serialized">The least level of threads that is enough.</param>
/// <param name="Multiple">The level that is asked for.</param>
internal sealed record MpiAbi(
    string Name,
    nint World,
    nint Float,
    nint Double,
    nint Byte,
    nint Sum,
    nint ErrorsReturn,
    nint NoInfo,
    nint InPlace,
    int Shared,
    int Serialized,
    int Multiple
)
{
    /// <summary>MPICH, Intel MPI, MVAPICH, Cray and Microsoft MPI, which share their numbers.</summary>
    public static MpiAbi Mpich { get; } =
        new("MPICH", 0x44000000, 0x4c00040a, 0x4c00080b, 0x4c00010d, 0x58000003, 0x54000001, 0x1c000000, -1, 1, 2, 3);

    /// <summary>The common interface of MPI 5, which no library here had: untried.</summary>
    public static MpiAbi Standard { get; } = new("MPI 5", 0x101, 0x210, 0x214, 0x247, 0x21, 0x143, 0x130, 1, 221, 2048, 4096);

    /// <summary>Open MPI, whose handles are where its symbols lie.</summary>
    /// <param name="at">The address of a symbol.</param>
    public static MpiAbi OpenMpi(Func<string, nint> at) =>
        new(
            "Open MPI",
            at("ompi_mpi_comm_world"),
            at("ompi_mpi_float"),
            at("ompi_mpi_double"),
            at("ompi_mpi_byte"),
            at("ompi_mpi_op_sum"),
            at("ompi_mpi_errors_return"),
            at("ompi_mpi_info_null"),
            1,
            0,
            2,
            3
        );
}
