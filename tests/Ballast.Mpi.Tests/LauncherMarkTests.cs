namespace Ballast.Mpi.Tests;

/// <summary>Who started this process, by the marks that launchers leave.</summary>
public sealed class LauncherMarkTests
{
    private static readonly string[] s_marks = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK", "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"];

    [Theory]
    [InlineData("", false, 1)]
    [InlineData("OMPI_COMM_WORLD_SIZE=4", true, 4)]
    [InlineData("PMI_SIZE=3", true, 3)]
    [InlineData("PMIX_RANK=0 SLURM_STEP_NUM_TASKS=2", true, 2)]
    [InlineData("PMIX_RANK=0", true, 1)]
    [InlineData("SLURM_NTASKS=8", false, 1)] // a batch script itself
    public void Marks(string marks, bool isLaunched, int size) =>
        With(marks, () => Assert.Equal((isLaunched, size), (MpiLauncher.IsLaunched, MpiLauncher.Size)));

    [Fact]
    public void Tasks_that_cannot_find_each_other_are_refused() =>
        With("SLURM_STEP_NUM_TASKS=2", () =>
            Assert.Contains(
                "srun started 2 tasks without a plugin",
                Assert.Throws<MpiException>(() => MpiRun.Start()).Message,
                StringComparison.Ordinal
            )
        );

    [Fact]
    public void Started_by_itself_it_is_one_rank() =>
        With("", () => Assert.Equal(3, MpiRun.Run(world => ReferenceEquals(world, SingleProcess.Instance) ? 3 : 4)));

    [Theory]
    [InlineData("PMI_SIZE=1")]
    [InlineData("PMIX_RANK=0 SLURM_STEP_NUM_TASKS=1")]
    public void One_process_needs_no_library_whoever_started_it(string marks) =>
        With(marks, () => Assert.Same(SingleProcess.Instance, MpiRun.Start()));

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("NaN")]
    public void Patience_has_to_be_a_number_of_seconds(string text) =>
        With($"{MpiWatchdog.Variable}={text}", () =>
            Assert.Contains(
                $"'{text}': give the seconds",
                Assert.Throws<MpiException>(() => MpiWatchdog.Limit()).Message,
                StringComparison.Ordinal
            )
        );

    [Fact]
    public void Only_waiting_counts()
    {
        var said = "";
        using var ended = new ManualResetEventSlim();
        using var watchdog = new MpiWatchdog(TimeSpan.FromSeconds(0.3), why =>
        {
            said = why;
            ended.Set();
        });
        Assert.False(ended.Wait(TimeSpan.FromSeconds(1))); // computing
        using (watchdog.Wait("sum"))
            Assert.True(ended.Wait(TimeSpan.FromSeconds(30)));
        Assert.Contains("for the other ranks (sum)", said, StringComparison.Ordinal);
    }

    private static void With(string marks, Action test)
    {
        var settings = marks
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(it => it.Split('='))
            .ToDictionary(it => it[0], it => it[1]);
        string[] names = [.. s_marks, MpiWatchdog.Variable];
        var before = names.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        try
        {
            foreach (var name in names)
                Environment.SetEnvironmentVariable(name, settings.GetValueOrDefault(name));
            test();
        }
        finally
        {
            foreach (var (name, value) in before)
                Environment.SetEnvironmentVariable(name, value);
        }
    }
}
