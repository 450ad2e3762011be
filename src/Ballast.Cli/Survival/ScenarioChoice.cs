using System.Reflection;
using Ballast.Testing;

namespace Ballast.Cli;

/// <summary>Finds scenarios by name among the built-in ones and those of an assembly.</summary>
internal static class ScenarioChoice
{
    /// <summary>The named ones in the order of the suite, or all of them where no name is given.</summary>
    public static IReadOnlyList<Scenario> Of(IReadOnlyList<string> names, string? assembly)
    {
        Scenario[] all = [.. Scenarios.Exploding, .. Scenarios.Tune, .. Scenarios.Check, .. assembly is null ? [] : Load(assembly), .. Scenarios.Controls];
        var twice = all.GroupBy(scenario => scenario.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new UsageException($"Two scenarios are named '{twice.Key}': give yours another name.");
        var unknown = names.FirstOrDefault(name => all.All(scenario => scenario.Name != name));
        if (unknown is not null) throw new UsageException($"There is no scenario '{unknown}'; there are {string.Join(", ", all.Select(scenario => scenario.Name))}.");
        return names.Count == 0 ? all : [.. all.Where(scenario => names.Contains(scenario.Name))];
    }

    private static IReadOnlyList<Scenario> Load(string path)
    {
        try
        {
            return Scenarios.Of(Assembly.LoadFrom(Path.GetFullPath(path)));
        }
        catch (Exception fault) when (fault is IOException or BadImageFormatException or ArgumentException or TypeLoadException)
        {
            throw new UsageException($"--assembly {path} cannot be used: {fault.Message}");
        }
    }
}
