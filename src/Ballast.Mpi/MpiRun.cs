namespace Ballast.Mpi;

/// <summary>
/// The way into a job and out of it. A program that is started by itself is one rank and touches no MPI library:
/// <code>
/// return MpiRun.Run(world =>
/// {
///     …
///     using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Collective = world });
///     …
///     return 0;
/// });
/// </code>
/// </summary>
public static class MpiRun
{
    private const int Fault = 70; // EX_SOFTWARE of sysexits

    /// <summary>The ranks that the launcher has started, or <see cref="SingleProcess"/> where none has.</summary>
    /// <exception cref="MpiException">The job cannot be joined; the message says why.</exception>
    public static ICollective Start()
    {
        MpiLauncher.RequirePlugin();
        return MpiLauncher.HasOthers ? MpiCollective.Start() : SingleProcess.Instance;
    }

    /// <summary>
    /// Runs a program on every rank. An exception on one ends the whole job at once, with the exit code 70: one that leaves in order would
    /// wait for the others, which wait for it.
    /// </summary>
    /// <param name="body">The program; what it returns is the exit code, the same on all ranks.</param>
    public static int Run(Func<ICollective, int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var world = Start();
        try
        {
            var code = body(world);
            world.Dispose();
            return code;
        }
        catch (Exception fault) when (world.Size > 1)
        {
            world.Abort(Fault, fault.ToString());
            return Fault;
        }
    }
}
