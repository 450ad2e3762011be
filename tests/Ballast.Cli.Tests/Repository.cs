namespace Ballast.Cli.Tests;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static string File(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Ballast.slnx")))
            folder = folder.Parent!;
        return Path.Combine([folder.FullName, .. parts]);
    }
}
