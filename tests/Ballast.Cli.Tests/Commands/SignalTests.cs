using System.Diagnostics;
using System.Globalization;

namespace Ballast.Cli.Tests.Commands;

/// <summary>
/// Signals at any moment: in order once something is written, at once before; and after a kill a run goes on or there is none.
/// </summary>
public sealed class SignalTests : IDisposable
{
    private const string Long = "{ epochs: 100000, threads: 1, checkpoint: { every: 50 } }";
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("HUP", 1)]
    [InlineData("TERM", 15)]
    [InlineData("INT", 2)]
    public void Ends_a_training_in_order(string signal, int number)
    {
        if (!OperatingSystem.IsLinux() || IsIgnored(number))
            return;
        _tool.Config(train: Long);
        using var process = Start();
        WaitFor("run.lock", process);
        Signal(process, signal);
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("interrupted", Status());
        Assert.False(File.Exists(Path.Combine(_tool.Folder, "run", "run.lock")));
    }

    [Fact]
    public void A_terminal_that_is_closed_does_not_end_what_was_started_with_nohup()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _tool.Config(train: Long);
        using var process = Start("trap '' HUP; ");
        WaitFor("run.lock", process);
        Signal(process, "HUP");
        WaitFor(Path.Combine("checkpoints", "step-000000000200.ckpt"), process);
        Assert.False(process.HasExited);
        Signal(process, "TERM");
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public void Before_anything_is_written_the_process_ends_at_once_and_leaves_nothing()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // a config whose end does not come: the tool is in its start-up for as long as it is wanted to be
        using var process = _tool.StartShell("exec ballast train /dev/stdin --out run --quiet");
        while (!File.ReadAllText($"/proc/{process.Id}/comm").StartsWith("dotnet", StringComparison.Ordinal))
            Thread.Sleep(5);
        Thread.Sleep(500); // any moment will do
        Signal(process, "TERM");
        process.WaitForExit();
        Assert.Equal(128 + 15, process.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_tool.Folder));
    }

    [Fact]
    public void Killed_at_any_moment_a_run_goes_on_or_there_is_none()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _tool.Config(train: "{ epochs: 3, threads: 1, checkpoint: { every: 5 } }");
        var random = new Random(7);
        var killed = 0;
        foreach (
            var at in new[]
            {
                "run",
                Path.Combine("run", "run.db"),
                Path.Combine("run", "run.lock"),
                Path.Combine("run", "checkpoints"),
                Path.Combine("run", "checkpoints"),
            }
        )
        {
            if (Directory.Exists(Path.Combine(_tool.Folder, "run")))
                Directory.Delete(Path.Combine(_tool.Folder, "run"), recursive: true);
            using var process = Start();
            while (!process.HasExited && !Path.Exists(Path.Combine(_tool.Folder, at)))
                Thread.SpinWait(1000);
            Thread.Sleep(random.Next(3));
            process.Kill();
            process.WaitForExit();
            var there = File.Exists(Path.Combine(_tool.Folder, "run", "run.db"));
            if (there && Status() is "killed" or "unrecorded")
                killed++;
            var (exit, _, error) = _tool.Run("train", "--resume", "run", "--quiet");
            Assert.True(exit == (there ? 0 : 2) || error.Contains("has ended", StringComparison.Ordinal), $"{at} {exit} {error}");
            if (!there)
                Assert.Contains("There is no run at", error, StringComparison.Ordinal);
            else
                Assert.Equal("trained", Status());
        }

        Assert.True(killed >= 2, $"{killed}");
    }

    [Fact]
    public void A_run_that_is_trained_is_not_resumed_by_another_but_measured_and_listed()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _tool.Config(train: "{ epochs: 100000, threads: 1, checkpoint: { every: 2, keep: 1 } }");
        using var process = Start();
        WaitFor(Path.Combine("checkpoints", "best.ckpt"), process);
        try
        {
            var (exit, _, error) = _tool.Run("train", "--resume", "run", "--quiet");
            Assert.Equal(2, exit);
            Assert.Contains("another process trains", error, StringComparison.Ordinal);
            (exit, _, error) = _tool.Run("eval", "run"); // while checkpoints come and go
            Assert.True(exit == 0, error);
            Assert.Equal("running", Status());
            (exit, _, error) = _tool.Run("report", "run", "--out", "r.png");
            Assert.True(exit == 0, error);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal("killed", Status());
    }

    // as under nohup, or by a shell's &: what this process ignores, those it starts ignore too, and Ballast leaves it at that
    private static bool IsIgnored(int signal)
    {
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;
    }

    private Process Start(string before = "") => _tool.StartShell($"{before}exec ballast train c.yaml --out run --quiet >/dev/null 2>&1");

    private string? Status() =>
        Assert
            .Single(Tool.Json(_tool.Run("runs", ".", "--json").Out).GetProperty("runs").EnumerateArray())
            .GetProperty("status")
            .GetString();

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private void WaitFor(string file, Process process)
    {
        while (!process.HasExited && !Path.Exists(Path.Combine(_tool.Folder, "run", file)))
            Thread.Sleep(2);
        Assert.False(process.HasExited, $"it ended with {(process.HasExited ? process.ExitCode : 0)} before there was {file}");
    }
}
