namespace Ballast.Mpi.Tests;

/// <summary>Two network namespaces with a cable between them: two hosts for a launcher. What stands for ssh is a script.</summary>
internal sealed class TwoHosts : IDisposable
{
    private const string Names = "ballastA ballastB",
        Net = "10.213.77";
    private readonly string _shell;

    /// <param name="folder">Where the script goes.</param>
    public TwoHosts(string folder)
    {
        _shell = Path.Combine(folder, "shell");
        File.WriteAllText(
            _shell,
            $"""
            #!/bin/sh
            host=$1; shift
            case $host in {Net}.1) name=ballastA;; {Net}.2) name=ballastB;; *) exit 255;; esac
            exec ip netns exec $name unshare --uts sh -c "hostname $name; $*"
            """
        );
        Launcher.Start("chmod", ["+x", _shell]);
        var (exit, _, error) = Launcher.Start(
            "sh",
            [
                "-ec",
                $$"""
                for name in {{Names}}; do ip netns add $name; ip -n $name link set lo up; done
                ip link add cableA netns ballastA type veth peer name cableB netns ballastB
                ip -n ballastA addr add {{Net}}.1/24 dev cableA; ip -n ballastA link set cableA up
                ip -n ballastB addr add {{Net}}.2/24 dev cableB; ip -n ballastB link set cableB up
                """,
            ]
        );
        Assert.True(exit == 0, error);
    }

    /// <summary>Runs the program of the tests as a rank on each.</summary>
    public (int Exit, string Out, string Error) Run(params string[] arguments) =>
        Launcher.Start(
            "ip",
            [
                "netns",
                "exec",
                "ballastA",
                "unshare",
                "--uts",
                "sh",
                "-c",
                "hostname ballastA; exec "
                    + $"{Launcher.OpenMpi} --allow-run-as-root --bind-to none --mca plm_rsh_agent {_shell} "
                    + $"--mca oob_tcp_if_include {Net}.0/24 --mca btl_tcp_if_include {Net}.0/24 --mca pml ob1 --mca btl self,tcp "
                    + $"-x OMP_NUM_THREADS -H {Net}.1:1,{Net}.2:1 -n 2 "
                    + $"dotnet {Launcher.Ranks} {string.Join(' ', arguments)}",
            ]
        );

    public void Dispose() => Launcher.Start("sh", ["-c", $"for name in {Names}; do ip netns del $name; done 2>/dev/null; true"]);
}
