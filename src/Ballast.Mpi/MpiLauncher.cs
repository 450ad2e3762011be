using System.Globalization;

namespace Ballast.Mpi;

/// <summary>
/// Whether and as how many processes this program was started by the launcher of a cluster, by the marks that launchers leave. What Slurm
/// sets in a batch script is none: the script itself has it too.
/// </summary>
public static class MpiLauncher
{
    private const string Open = "OMPI_COMM_WORLD_SIZE",
        Mpich = "PMI_SIZE",
        Pmix = "PMIX_RANK",
        Tasks = "SLURM_STEP_NUM_TASKS";

    /// <summary>Whether a launcher started it: <c>mpirun</c>, <c>mpiexec</c>, or <c>srun</c> with a plugin for MPI.</summary>
    public static bool IsLaunched => Has(Open) || Has(Mpich) || Has(Pmix);

    /// <summary>Whether the launcher is Open MPI's.</summary>
    internal static bool IsOpenMpi => Has(Open);

    /// <summary>Whether there are, or may be, others: one process by itself needs no MPI library, whoever started it.</summary>
    internal static bool HasOthers => IsLaunched && (Number(Open) ?? Number(Mpich) ?? (Has(Pmix) ? Number(Tasks) : null)) != 1;

    /// <summary>As how many processes; 1 where none did, or none says.</summary>
    public static int Size => Number(Open) ?? Number(Mpich) ?? (Has(Pmix) ? Number(Tasks) : null) ?? 1;

    /// <summary>Refuses what would be as many trainings that know nothing of each other.</summary>
    /// <exception cref="MpiException"><c>srun</c> started several without a plugin for MPI.</exception>
    internal static void RequirePlugin()
    {
        if (!IsLaunched && Number(Tasks) is > 1 and var tasks)
            throw new MpiException(
                $"srun started {tasks} tasks without a plugin for MPI, so they cannot find each other: use srun --mpi=pmix with Open MPI, "
                    + "or --mpi=pmi2 with MPICH and Intel MPI."
            );
    }

    private static bool Has(string name) => Environment.GetEnvironmentVariable(name) is not null;

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
