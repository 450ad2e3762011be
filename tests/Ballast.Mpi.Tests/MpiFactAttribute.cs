namespace Ballast.Mpi.Tests;

/// <summary>A test that starts several processes by a launcher; skipped, saying so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute()
        : this(Launcher.OpenMpi) { }

    /// <param name="launcher">Which is needed.</param>
    public MpiFactAttribute(string launcher)
    {
        if (!Launcher.Has(launcher))
            Skip = $"There is no {launcher} on this machine: .ci/run installs it.";
    }
}
