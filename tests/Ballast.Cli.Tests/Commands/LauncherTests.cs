using System.Diagnostics;

namespace Ballast.Cli.Tests.Commands;

/// <summary>
/// The script at the root of the repository: builds when it has to, says so once, and runs. A stand-in for dotnet notes what it is asked.
/// </summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast ").FullName; // with a blank

    public LauncherTests()
    {
        foreach (var folder in new[] { "bin", "copy/src/Ballast.Cli", "copy/src/Ballast/Data", "elsewhere" })
            Directory.CreateDirectory(At(folder));
        File.Copy(Repository.File("ballast"), At("copy/ballast"));
        foreach (var file in new[] { "Directory.Build.props", "global.json", "src/Ballast.Cli/Program.cs", "src/Ballast/Data/Table.cs" })
            File.WriteAllText(At("copy/" + file), "");
        File.WriteAllText(
            At("bin/dotnet"),
            $"""
            #!/usr/bin/env bash
            echo "$*" >> '{At("asked")}'
            if [ "$1" = build ]; then
                [ -e '{At("broken")}' ] && echo "error CS1002" && exit 1
                sleep "$(cat '{At("takes")}' 2>/dev/null || echo 0)"
                mkdir -p "$2/bin/Release/net10.0" "$2/obj"; echo tool > "$2/bin/Release/net10.0/Ballast.Cli.dll"
            else
                shift; echo "ran $*"
            fi
            """
        );
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in new[] { "bin/dotnet", "copy/ballast" })
            File.SetUnixFileMode(At(file), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private int Builds =>
        File.Exists(At("asked")) ? File.ReadLines(At("asked")).Count(line => line.StartsWith("build ", StringComparison.Ordinal)) : 0;

    private string At(string path) => Path.Combine(_folder, path);

    private Process Start(string arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"'{At("copy/ballast")}' {arguments}"])
        {
            WorkingDirectory = At("elsewhere"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{At("bin")}:{start.Environment["PATH"]}";
        return Process.Start(start)!;
    }

    private (int Exit, string Out, string Error) Run(string arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    [Fact]
    public void Builds_once_says_so_and_not_again_until_a_source_changes()
    {
        if (OperatingSystem.IsWindows())
            return;
        var first = Run("runs 'a folder' --json");
        Assert.Equal((0, "ran runs a folder --json\n", 1), (first.Exit, first.Out, Builds));
        Assert.StartsWith("ballast: building the tool", Assert.Single(first.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);

        Assert.Equal((0, "ran runs\n", ""), Run("runs"));
        Assert.Equal(1, Builds);

        var later = DateTime.UtcNow.AddSeconds(2);
        File.SetLastWriteTimeUtc(At("copy/src/Ballast/Data/Table.cs"), later);
        Run("runs");
        Assert.Equal(2, Builds);

        File.SetLastWriteTimeUtc(At("copy/src/Ballast/Data/Table.cs"), DateTime.UtcNow.AddHours(-1));
        Run("runs");
        var now = Builds;
        Directory.CreateDirectory(At("copy/src/Ballast.Cli/obj/Release")); // what is built is no source
        File.WriteAllText(At("copy/src/Ballast.Cli/bin/Release/net10.0/new.txt"), "");
        Run("runs");
        Assert.Equal(now, Builds);
        File.Delete(At("copy/src/Ballast/Data/Table.cs")); // a source that is gone is a change
        Directory.SetLastWriteTimeUtc(At("copy/src/Ballast/Data"), DateTime.UtcNow.AddSeconds(2));
        Run("runs");
        Assert.Equal(now + 1, Builds);
    }

    [Fact]
    public void Two_at_the_same_time_build_once()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.WriteAllText(At("takes"), "1");
        using Process first = Start("one"),
            second = Start("two");
        Assert.Equal(["ran one\n", "ran two\n"], new[] { first, second }.Select(process => process.StandardOutput.ReadToEnd()));
        first.WaitForExit();
        second.WaitForExit();
        Assert.Equal((0, 0, 1), (first.ExitCode, second.ExitCode, Builds));
    }

    [Fact]
    public void What_cannot_be_built_is_shown_and_is_no_fault_of_the_tool()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(At("broken"), "");
        var (exit, output, error) = Run("runs");
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("error CS1002", error, StringComparison.Ordinal);
        File.Delete(At("broken"));
        Assert.Equal(0, Run("runs").Exit);
        Assert.Equal(2, Builds);
    }

    [Fact]
    public void Works_through_a_link_and_with_streams_that_are_closed()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(At("elsewhere/ballast"), At("copy/ballast"));
        using var process = Process.Start(
            new ProcessStartInfo("bash", ["-c", $"PATH='{At("bin")}':$PATH; ./ballast one > out && ./ballast two >&- 2>&- <&-"])
            {
                WorkingDirectory = At("elsewhere"),
            }
        )!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("ran one\n", File.ReadAllText(At("elsewhere/out")));
    }
}
