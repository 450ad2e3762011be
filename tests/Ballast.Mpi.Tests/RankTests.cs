using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ballast.Mpi.Tests;

/// <summary>Trainings on several processes: the same as on threads and as in one, and what becomes of them where one fails.</summary>
public sealed class RankTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-ranks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    private static string Weights(string folder) => File.ReadAllText(Path.Combine(folder, "weights"));

    private static double Distance(string a, string b)
    {
        var one = MemoryMarshal.Cast<byte, double>(Convert.FromHexString(a));
        var other = MemoryMarshal.Cast<byte, double>(Convert.FromHexString(b));
        var largest = 0.0;
        for (var i = 0; i < one.Length; i++)
            largest = Math.Max(largest, Math.Abs(one[i] - other[i]));
        return largest;
    }

    private static void Succeeds((int Exit, string Out, string Error) run) => Assert.True(run.Exit == 0, run.Out + run.Error);

    [MpiFact]
    public void Sums_words_and_null_references()
    {
        var run = Launcher.Run(3, Launcher.Ranks, ["collective"]);
        Succeeds(run);
        Assert.Contains("right: rank 0 of 3 over Open MPI", run.Out, StringComparison.Ordinal);
    }

    [MpiFact(Launcher.Mpich)]
    public void The_same_by_the_other_family()
    {
        var run = Launcher.Start(Launcher.Mpich, ["-n", "3", "dotnet", Launcher.Ranks, "collective"]);
        Succeeds(run);
        Assert.Contains("right: rank 0 of 3 over MPICH", run.Out, StringComparison.Ordinal);
    }

    [MpiFact(Launcher.Mpich)]
    public void The_library_of_another_launcher_is_refused()
    {
        var run = Launcher.Run(2, Launcher.Ranks, ["collective"], ("BALLAST_MPI_LIBRARY", "libmpich.so.12"));
        Assert.NotEqual(0, run.Exit);
        Assert.Contains("The launcher started 2 processes, but libmpich.so.12", run.Error, StringComparison.Ordinal);
    }

    [MpiFact]
    public void Processes_are_as_threads_to_the_bit_and_as_one_but_for_rounding()
    {
        var (two, threads, one) = (Folder("two"), Folder("threads"), Folder("one"));
        Succeeds(Launcher.Run(2, Launcher.Ranks, ["train", two]));
        Succeeds(Launcher.Run(0, Launcher.Ranks, ["threads", "2", threads]));
        Succeeds(Launcher.Run(0, Launcher.Ranks, ["train", one]));
        Assert.Equal(Weights(threads), Weights(two));
        Assert.InRange(Distance(Weights(one), Weights(two)), 0, 1e-12);
    }

    [MpiFact(Launcher.Mpich)]
    public void Gradients_that_are_sent_within_the_backward_pass_change_no_bit()
    {
        var (open, mpich, threads) = (Folder("open"), Folder("mpich"), Folder("threads"));
        Succeeds(Launcher.Run(2, Launcher.Ranks, ["train", open], ("WIDE", "overlap")));
        Succeeds(Launcher.Start(Launcher.Mpich, ["-n", "2", "dotnet", Launcher.Ranks, "train", mpich], ("WIDE", "overlap")));
        Succeeds(Launcher.Run(0, Launcher.Ranks, ["threads", "2", threads], ("WIDE", "plain")));
        Assert.Equal(Weights(threads), Weights(open));
        Assert.Equal(Weights(threads), Weights(mpich));
    }

    [TwoHostsFact]
    public void Two_hosts_are_as_threads_to_the_bit()
    {
        using var hosts = new TwoHosts(_folder);
        var (two, threads) = (Folder("hosts"), Folder("threads"));
        Succeeds(hosts.Run("train", two));
        Succeeds(Launcher.Run(0, Launcher.Ranks, ["threads", "2", threads]));
        Assert.Equal(Weights(threads), Weights(two));
    }

    [MpiFact]
    public void A_killed_rank_ends_the_job_and_it_goes_on_from_its_checkpoint_with_any_number_of_ranks()
    {
        var (whole, killed) = (Folder("whole"), Folder("killed"));
        Succeeds(Launcher.Run(2, Launcher.Ranks, ["train", whole]));
        var clock = Stopwatch.StartNew();
        Assert.NotEqual(0, Launcher.Run(2, Launcher.Ranks, ["train", killed, "kill", "1", "60"]).Exit);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
        Assert.False(File.Exists(Path.Combine(killed, "weights")));
        string[] copies = [Folder("again-1"), Folder("again-4")];
        foreach (var copy in copies)
        foreach (var file in Directory.EnumerateFiles(Path.Combine(killed, "checkpoints")))
            File.Copy(file, Path.Combine(Directory.CreateDirectory(Path.Combine(copy, "checkpoints")).FullName, Path.GetFileName(file)));
        Succeeds(Launcher.Run(2, Launcher.Ranks, ["train", killed]));
        Assert.Equal(Weights(whole), Weights(killed));
        Succeeds(Launcher.Run(0, Launcher.Ranks, ["train", copies[0]]));
        Succeeds(Launcher.Run(4, Launcher.Ranks, ["train", copies[1]]));
        Assert.All(copies, copy => Assert.InRange(Distance(Weights(whole), Weights(copy)), 0, 1e-12));
    }

    [MpiFact]
    public void An_exception_on_one_rank_ends_all()
    {
        var run = Launcher.Run(2, Launcher.Ranks, ["train", _folder, "throw", "1", "5"]);
        Assert.Equal(70, run.Exit);
        Assert.Contains("rank 1: System.InvalidOperationException: a fault of the user's own", run.Error, StringComparison.Ordinal);
    }

    [MpiFact]
    public void A_rank_that_hangs_is_noticed_by_the_others()
    {
        var run = Launcher.Run(2, Launcher.Ranks, ["train", _folder, "hang", "1", "5"], (MpiWatchdog.Variable, "2"));
        Assert.NotEqual(0, run.Exit);
        Assert.Contains("rank 0 has waited", run.Error, StringComparison.Ordinal);
        Assert.Contains("one hangs, or the network is cut", run.Error, StringComparison.Ordinal);
    }

    [MpiFact]
    public void A_missing_library_is_told()
    {
        var run = Launcher.Run(2, Launcher.Ranks, ["collective"], ("BALLAST_MPI_LIBRARY", "libnone.so.1"));
        Assert.NotEqual(0, run.Exit);
        Assert.Contains("BALLAST_MPI_LIBRARY names libnone.so.1, which cannot be loaded", run.Error, StringComparison.Ordinal);
    }
}
