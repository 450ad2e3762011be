using System.Diagnostics;
using System.Text.Json;

namespace Ballast.Cli.Tests.Commands;

/// <summary>Runs the tool as its users do: a process of its own, in a folder of its own.</summary>
internal sealed class Tool : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ballast-").FullName;

    public static string Root { get; } = FindRoot();

    public static string Sample(string name) => Path.Combine(Root, "samples", "fashion-mnist", name);

    public (int Exit, string Out, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ballast.Cli.dll"), .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, OfTool(error.Result));
    }

    /// <summary>Runs a line of bash in the folder, in which <c>ballast</c> is the tool.</summary>
    public (int Exit, string Out, string Error) Shell(string line)
    {
        using var process = StartShell(line);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, OfTool(error.Result));
    }

    /// <summary>The same without waiting; <c>exec ballast …</c> makes the process the tool itself.</summary>
    public Process StartShell(string line) =>
        Process.Start(
            new ProcessStartInfo(
                "bash",
                [
                    "-c",
                    line.Replace(
                        "ballast ",
                        $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Ballast.Cli.dll")}' ",
                        StringComparison.Ordinal
                    ),
                ]
            )
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            }
        )!;

    /// <summary>Writes a small config and returns its name.</summary>
    public string Config(
        string data = "{ name: two-moons, samples: 400, batch: 16 }",
        string model = "{ name: mlp, hidden: [8] }",
        string train = "{ epochs: 2, threads: 1 }",
        string rest = ""
    )
    {
        File.WriteAllText(
            Path.Combine(Folder, "c.yaml"),
            $"data: {data}\nmodel: {model}\noptimizer: {{ name: adam, lr: 0.003 }}\ntrain: {train}\n{rest}"
        );
        return "c.yaml";
    }

    /// <summary>Starts it and does not wait.</summary>
    public Process Start(string command, string config, string option, string value, params string[] more) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "Ballast.Cli.dll"), command, config, option, value, .. more]
            )
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    /// <summary>The last line of standard output.</summary>
    public static JsonElement Json(string output) => JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>What the tool said, without the one line about the machine, which is said where libtorch would compute wrongly.</summary>
    private static string OfTool(string error) =>
        string.Join('\n', error.Split('\n').Where(line => !line.EndsWith("See docs/wrong-machines.md.", StringComparison.Ordinal)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Ballast.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
