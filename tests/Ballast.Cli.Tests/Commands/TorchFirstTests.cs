using System.Diagnostics;

namespace Ballast.Cli.Tests.Commands;

/// <summary>
/// A program that calls torch before any type of Ballast loads it all the same, where the C++ runtime is older than TorchSharp wants.
/// </summary>
public sealed class TorchFirstTests : IDisposable
{
    private static readonly string Program = Path.Combine(
        Repository.File("tests"),
        "Ballast.TorchFirst",
        "bin",
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!,
        "net10.0"
    );
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Exit, string Out) Run(string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(folder, "Ballast.TorchFirst.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    [Fact]
    public void With_torch_first_and_nothing_in_the_program() => Assert.Equal((0, "ok\n"), Run(Program));

    [Fact]
    public void With_Ballast_first_and_no_weakened_copy_in_the_output()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (
            var file in Directory
                .EnumerateFiles(Program, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "LibTorchSharp.so")
        )
        {
            var link = Path.Combine(_folder, Path.GetRelativePath(Program, file));
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (file.EndsWith(".so", StringComparison.Ordinal))
                File.CreateSymbolicLink(link, file);
            else
                File.Copy(file, link);
        }

        Assert.Equal((0, "ok\n"), Run(_folder, "ballast-first"));
    }
}
