using System.Reflection;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Finds cases by name among the built-in ones and those of an assembly.</summary>
internal static class CaseChoice
{
    /// <summary>The named ones, or all where no name is given: built-in ones, or those of an assembly.</summary>
    public static IReadOnlyList<Case> Of(IReadOnlyList<string> names, string? assembly)
    {
        var all =
            assembly is null ? Lab.Cases.All
            : names.Count > 0 ? [.. Lab.Cases.All, .. Load(assembly)]
            : Load(assembly);
        var unknown = names.FirstOrDefault(name => all.All(which => which.Name != name));
        if (unknown is not null)
            throw new UsageException($"There is no case '{unknown}'; there are {string.Join(", ", all.Select(which => which.Name))}.");
        return names.Count == 0 ? all : [.. all.Where(which => names.Contains(which.Name))];
    }

    private static IReadOnlyList<Case> Load(string path)
    {
        try
        {
            return Lab.Cases.Of(Assembly.LoadFrom(Path.GetFullPath(path)));
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
