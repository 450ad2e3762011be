using System.Runtime.CompilerServices;

namespace Ballast.Cli.Tests;

/// <summary>
/// Compares text with a file in <c>Golden/</c> that a person has read and agreed to. After a wanted change run the tests with
/// <c>GOLDEN=write</c> and read the difference in git.
/// </summary>
internal static class Golden
{
    public static void Check(string actual, string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Root(here), "Golden", name + ".txt");
        var text = string.Join('\n', actual.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";
        if (Environment.GetEnvironmentVariable("GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file), text);
    }

    private static string Root(string here)
    {
        var folder = Path.GetDirectoryName(here)!;
        while (!File.Exists(Path.Combine(folder, "Ballast.Cli.Tests.csproj")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
