using Ballast.Lab;

namespace Ballast.Tests;

/// <summary>Trainings that another library brings have names of their own, and what is wrong with one is said of what it is.</summary>
public sealed class ExportedTests
{
    [Fact]
    public void Two_of_one_name_are_refused()
    {
        Case one = Cases.All[0],
            other = Cases.All[1];
        Assert.Equal([one, other], Exported.Distinct([one, other]));
        var fault = Assert.Throws<ScenarioException>(() => Exported.Distinct([one, other, one]));
        Assert.StartsWith($"Case {one.GetType().FullName} (Ballast.Lab.dll): ", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"has the same name '{one.Name}'", fault.Message, StringComparison.Ordinal);
        var scenario = Scenarios.Controls[0];
        fault = Assert.Throws<ScenarioException>(() => Exported.Distinct([scenario, scenario]));
        Assert.StartsWith("Scenario Ballast.Lab.", fault.Message, StringComparison.Ordinal);
    }
}
