namespace Ballast.Conventions.Tests;

/// <summary>The files of the repository, wherever the tests run.</summary>
internal static class Repository
{
    private static readonly string[] Folders = ["src", "tests", "samples", "docs", "bench", "eng", ".github"];
    private static readonly string[] Built = ["bin", "obj", "runs", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>All files, built ones excluded, as paths from the root with forward slashes, sorted.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory
            .EnumerateFiles(Root)
            .Where(file => Path.GetFileName(file) != ".git")
            .Concat(Folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists).SelectMany(Walk))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<string> With(params string[] extensions) => Files.Where(file => extensions.Contains(Path.GetExtension(file)));

    /// <summary>The documents that people read.</summary>
    public static IEnumerable<string> Documents => With(".md");

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder).Where(sub => !Built.Contains(Path.GetFileName(sub))).SelectMany(Walk));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ballast.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
