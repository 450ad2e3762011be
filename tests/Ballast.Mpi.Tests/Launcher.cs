using System.Diagnostics;

namespace Ballast.Mpi.Tests;

/// <summary>Starts a program as several ranks of this machine, and ends them all where they take too long.</summary>
internal static class Launcher
{
    public const string OpenMpi = "mpirun.openmpi",
        Mpich = "mpiexec.hydra";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    public static bool Has(string name) =>
        OperatingSystem.IsLinux()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>The program of the tests, or the tool.</summary>
    public static string Program(string folder, string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Ballast.slnx")))
            root = root.Parent!;
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!);
        return Path.Combine(root.FullName, folder, "bin", configuration, "net10.0", $"{name}.dll");
    }

    public static string Ranks => Program("tests/Ballast.Ranks", "Ballast.Ranks");

    public static string Tool => Program("src/Ballast.Cli", "Ballast.Cli");

    /// <summary>As so many ranks by Open MPI's launcher, or by itself for none.</summary>
    public static (int Exit, string Out, string Error) Run(
        int ranks,
        string program,
        string[] arguments,
        params (string, string)[] environment
    ) =>
        ranks == 0
            ? Start("dotnet", [program, .. arguments], environment)
            : Start(
                OpenMpi,
                [
                    "--allow-run-as-root",
                    "--oversubscribe",
                    "--bind-to",
                    "none",
                    "--mca",
                    "oob_tcp_if_include",
                    "lo",
                    "--mca",
                    "btl",
                    "self,vader",
                    .. environment.SelectMany(it => (string[])["-x", it.Item1]),
                    "-n",
                    $"{ranks}",
                    "dotnet",
                    program,
                    .. arguments,
                ],
                environment
            );

    public static (int Exit, string Out, string Error) Start(
        string file,
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TERM"] = "dumb";
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{file} {string.Join(' ', arguments)} did not end in {s_patience}:\n{output.Result}\n{error.Result}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
