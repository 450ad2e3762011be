using System.Reflection;

namespace Ballast.Conventions.Tests;

/// <summary>The public surface is a text that a reviewer sees change.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "BALLAST_ACCEPT_API";

    public static TheoryData<string> Assemblies =>
        ["Ballast.Core", "Ballast", "Ballast.Dashboard", "Ballast.Testing", "Ballast.Lab", "Ballast.Mpi"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_reviewed_one(string assembly)
    {
        var file = Path.Combine(Repository.Root, "tests", "Ballast.Conventions.Tests", "PublicApi", assembly + ".txt");
        var now = ApiText.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(file, now);
        var reviewed = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(
            now == reviewed,
            $"The public surface of {assembly} is not what PublicApi/{assembly}.txt says:\n{string.Join('\n', Difference(reviewed, now))}\n"
                + $"If that is meant, run these tests once with {Accept}=1, which rewrites the file, and commit it with the change."
        );
    }

    // each line with the type it belongs to, so that equal members of two types are told apart
    private static IEnumerable<string> Difference(string before, string after)
    {
        var (old, present) = (Lines(before), Lines(after));
        return old.Except(present).Select(line => "- " + line).Concat(present.Except(old).Select(line => "+ " + line));
    }

    private static List<string> Lines(string text)
    {
        var (lines, type) = (new List<string>(), "");
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            if (line[0] != ' ')
                type = line.Split(' ')[0];
            lines.Add(line[0] == ' ' ? $"{type}: {line.Trim()}" : line);
        }

        return lines;
    }
}
