using Ballast.Cli.Tests.Commands;

namespace Ballast.Cli.Tests.Doctor;

/// <summary><c>ballast doctor</c> says whether this machine computes rightly.</summary>
public sealed class DoctorTests
{
    private static readonly MachineReport s_wrong = new(MachineState.Wrong, "cpu")
    {
        Checks = 20,
        Wrong = ["matrix product, float32"],
        StillWrong = ["matrix product, float32"],
    };

    [Fact]
    public void On_the_machine_of_this_test_all_is_right()
    {
        using var tool = new Tool();
        var (exit, text, error) = tool.Run("doctor", "--json");
        Assert.True(exit == 0, error);
        Assert.Contains("computations agree with float64", error, StringComparison.Ordinal);
        var report = Tool.Json(text).GetProperty("facts").GetProperty("arithmetic")[0];
        Assert.Contains(report.GetProperty("state").GetString(), new[] { "right", "mended" });
        Assert.Equal(0, report.GetProperty("stillWrong").GetArrayLength());
    }

    [Fact]
    public void Where_something_stays_wrong_it_says_so_and_ends_with_4()
    {
        var facts = Facts(s_wrong);
        Assert.Equal(ExitCode.ThresholdMissed, DoctorCommand.Tell(facts, json: false));
        Assert.Contains(facts.Rows(), row =>
            row.Name == "arithmetic"
            && row.Value.Contains(
                "1 of 20 small computations is computed wrongly on cpu (matrix product, float32)",
                StringComparison.Ordinal
            )
        );
        Assert.Contains(facts.Advice(), line => line.StartsWith("do not train on cpu here", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_it_was_mended_it_warns_of_other_programs_and_ends_with_0()
    {
        var facts = Facts(s_wrong with { State = MachineState.Mended, StillWrong = [], Remedy = "it was mended" });
        Assert.Equal(ExitCode.Done, DoctorCommand.Tell(facts, json: false));
        Assert.Contains(facts.Advice(), line => line.Contains("without Ballast compute wrongly", StringComparison.Ordinal));
    }

    private static MachineFacts Facts(MachineReport report) =>
        new()
        {
            Ballast = "0",
            Dotnet = "0",
            System = "any",
            Processors = 1,
            Loads = true,
            Threads = 1,
            Arithmetic = [report],
        };
}
