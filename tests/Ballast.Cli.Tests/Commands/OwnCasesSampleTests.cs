using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Cli.Tests.Commands;

/// <summary>The sample of cases of one's own: all of them can be built, and one is run as a user would.</summary>
public sealed class OwnCasesSampleTests
{
    private static readonly System.Reflection.Assembly Sample = typeof(OwnCases.Fault).Assembly;

    [Fact]
    public void Every_case_can_be_built_and_its_twin_begins_sanely()
    {
        var cases = Lab.Cases.Of(Sample);
        Assert.Equal(31, cases.Count);
        Assert.All(cases, which =>
        {
            using var scope = NewDisposeScope();
            var (healthy, faulty) = (which.BuildHealthy(1), which.Build(1));
            Assert.True(double.IsFinite(healthy.LossOf(healthy.Batch(0)).item<float>()), which.Name);
            Assert.Equal(1, faulty.LossOf(faulty.Batch(0)).numel());
            Assert.InRange(which.Score(healthy), -1, 1);
        });
    }

    [Fact]
    public void One_is_detected_named_repaired_and_saved_by_the_guard()
    {
        using var tool = new Tool();
        var (exit, output, error) = tool.Run([
            "cases",
            "--assembly",
            Sample.Location,
            "--case",
            "signals__memory",
            "--seeds",
            "1",
            "--repair",
            "--guarded",
            "--json",
        ]);
        Assert.True(exit == 0, error);
        var json = Tool.Json(output);
        Assert.Equal(1, json.GetProperty("detected").GetDouble());
        Assert.Equal(1, json.GetProperty("causeTop1").GetDouble());
        Assert.Equal(1, json.GetProperty("repairedStrict").GetDouble());
        Assert.True(json.GetProperty("guarded").ValueKind == System.Text.Json.JsonValueKind.Object, output);
        Assert.Equal(1, json.GetProperty("guarded").GetProperty("saved").GetDouble());
        Assert.Equal(0, json.GetProperty("guarded").GetProperty("hurt").GetDouble());
    }
}
