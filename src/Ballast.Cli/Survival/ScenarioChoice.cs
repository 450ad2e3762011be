using System.Reflection;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Finds scenarios by name and set among the built-in ones and those of an assembly.</summary>
internal static class ScenarioChoice
{
    private const string Everything = "all",
        Long = "long";

    /// <summary>What <c>--set</c> takes.</summary>
    public static string Sets => $"{string.Join(", ", Scenarios.Sets.Keys)}, {Everything} (but for {Long})";

    /// <summary>
    /// The named ones in the order of the suite, or all where no name is given: of some sets, else of every set if they are named and of
    /// the public ones and the controls if not. Those of an assembly always belong, and alone where neither names nor sets are given.
    /// </summary>
    public static IReadOnlyList<Scenario> Of(IReadOnlyList<string> names, IReadOnlyList<string> sets, string? assembly)
    {
        string[] chosen =
        [
            .. sets.Count > 0 ? sets
            : names.Count > 0 ? Scenarios.Sets.Keys
            : assembly is not null ? []
            : (string[])["public", "controls"],
        ];
        var unknownSet = chosen.FirstOrDefault(set => set != Everything && !Scenarios.Sets.ContainsKey(set));
        if (unknownSet is not null)
            throw new UsageException($"There is no set '{unknownSet}'; there are {Sets}.");
        var foreign = assembly is null ? [] : Load(assembly);
        var twice = Scenarios
            .Sets.Values.SelectMany(set => set)
            .Concat(foreign)
            .GroupBy(scenario => scenario.Name)
            .FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new UsageException($"Two scenarios are named '{twice.Key}': give yours another name.");
        Scenario[] all =
        [
            .. Scenarios
                .Sets.Where(set => chosen.Contains(set.Key) || (chosen.Contains(Everything) && set.Key != Long))
                .SelectMany(set => set.Value),
            .. foreign,
        ];
        var unknown = names.FirstOrDefault(name => all.All(scenario => scenario.Name != name));
        if (unknown is not null)
            throw new UsageException(
                $"There is no scenario '{unknown}'{(sets.Count > 0 ? $" in {string.Join(", ", sets)}" : "")}; there are "
                    + $"{string.Join(", ", all.Select(scenario => scenario.Name))}."
            );
        return names.Count == 0 ? all : [.. all.Where(scenario => names.Contains(scenario.Name))];
    }

    private static IReadOnlyList<Scenario> Load(string path)
    {
        try
        {
            return Scenarios.Of(Assembly.LoadFrom(Path.GetFullPath(path)));
        }
        catch (ScenarioException fault)
        {
            throw new UsageException(fault.Message);
        }
        catch (Exception fault) when (fault is IOException or BadImageFormatException or ArgumentException or TypeLoadException)
        {
            throw new UsageException($"--assembly {path} cannot be used: {fault.Message}");
        }
    }
}
