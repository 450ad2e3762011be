using System.Globalization;
using Ballast.Mpi;
using TorchSharp;

namespace Ballast.Cli;

/// <summary>Which of several processes of one training this is, where a launcher has started several.</summary>
internal static class Ranks
{
    /// <summary>All of them; one alone until this process has joined the others.</summary>
    public static ICollective World { get; private set; } = SingleProcess.Instance;

    /// <summary>Whether this one shows, records and writes.</summary>
    public static bool Leads => World.Rank == 0;

    /// <summary>Refuses what would be done several times over.</summary>
    /// <exception cref="UsageException">A launcher has started several processes of a command for one.</exception>
    public static void RequireOne(string command)
    {
        if (MpiLauncher.IsLaunched && MpiLauncher.Size is > 1 and var size)
            throw new UsageException(
                $"The launcher started {size} processes of 'ballast {command}', which is for one: only 'ballast train' runs on several. "
                    + "Start it without mpirun; trials of their own are for an array of jobs, see docs/scaling.md."
            );
    }

    /// <summary>Joins the others, shares the cores of this machine among those on it, and marks what this one says.</summary>
    /// <exception cref="MpiException">They cannot be joined.</exception>
    public static void Join()
    {
        World = MpiRun.Start();
        if (World.Size == 1)
            return;
        torch.set_num_threads(Threads(Environment.ProcessorCount));
        if (!Leads)
            SelfLog.Out = message => Console.Error.WriteLine($"rank {World.Rank}: {message}");
    }

    /// <summary>
    /// How many threads a rank takes where so many are wanted: its share of the cores at most. Threads that wait for a core spin
    /// on the others'.
    /// </summary>
    public static int Threads(int wanted) =>
        World.LocalSize == 1 ? wanted : Math.Clamp(Environment.ProcessorCount / World.LocalSize, 1, wanted);

    /// <summary>What rank 0 has, for all.</summary>
    public static string Share(Func<string> own) => World.Share(Leads ? own() : "");

    /// <summary>Leaves in order with the exit code of rank 0. All others leave too.</summary>
    public static int Leave(int code)
    {
        code = int.Parse(World.Share(code.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        World.Dispose();
        World = SingleProcess.Instance;
        return code;
    }

    /// <summary>After an error, which has been said: the others would wait for this one for ever.</summary>
    public static void Abort(int code)
    {
        if (World.Size > 1)
            World.Abort(code, "this rank ends the job");
    }
}
