using System.Text.RegularExpressions;
using Ballast.Lab;

namespace Ballast.Conventions.Tests;

/// <summary>What <c>ballast compare</c> says about using a technique is code that compiles, and the page describes every one.</summary>
public sealed partial class TechniqueTests
{
    private const string Snippets = "tests/Ballast.Conventions.Tests/Snippets/Techniques.cs",
        Page = "docs/comparison.md";

    [Fact]
    public void The_lines_to_use_a_technique_compile()
    {
        var source = Plain(Repository.Read(Snippets));
        Convention.Holds(
            ComparisonTechniques
                .All.Where(technique => !source.Contains(Plain(technique.Use), StringComparison.Ordinal))
                .Select(technique => $"{Snippets} lacks the lines of {technique.Name}: {technique.Use}")
        );
    }

    [Fact]
    public void Every_technique_and_task_is_described()
    {
        var page = Repository.Read(Page);
        Convention.Holds(
            ComparisonTechniques
                .All.Select(technique => technique.Name)
                .Concat(ComparisonTasks.All.Select(task => task.Name))
                .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal))
                .Select(name => $"{Page} says nothing of `{name}`")
        );
    }

    private static string Plain(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
