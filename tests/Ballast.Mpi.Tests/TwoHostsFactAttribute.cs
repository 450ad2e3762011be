namespace Ballast.Mpi.Tests;

/// <summary>A test on two network namespaces as two hosts; skipped, saying so, where they cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TwoHostsFactAttribute : FactAttribute
{
    private const string Probe = "ip netns add ballast-probe && ip netns del ballast-probe && unshare --uts true";

    public TwoHostsFactAttribute()
    {
        if (!Launcher.Has(Launcher.OpenMpi) || !Launcher.Has("ip") || Launcher.Start("sh", ["-c", Probe]) is not (0, _, _))
            Skip = "Two hosts need Open MPI, ip, and the right to make network namespaces.";
    }
}
