using System.Reflection;

namespace Ballast.Dashboard;

/// <summary>What the page is made of; carried in the assembly.</summary>
internal static class PageFiles
{
    private const string Folder = "Page/";
    private static readonly Assembly s_home = typeof(PageFiles).Assembly;

    /// <summary>The scripts in the order in which they are read.</summary>
    public static readonly string[] Scripts =
    [
        "uPlot.iife.min.js",
        "words.js",
        "source.js",
        "look.js",
        "axes.js",
        "marks.js",
        "curves.js",
        "heat.js",
        "details.js",
        "state.js",
        "list.js",
        "board.js",
        "page.js",
    ];

    public static readonly string[] Styles = ["uPlot.min.css", "page.css"];

    private static readonly Dictionary<string, byte[]> s_files = s_home
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToDictionary(name => name[Folder.Length..], Read);

    /// <summary>A file, or null where there is none of that name.</summary>
    public static byte[]? Find(string name) => s_files.GetValueOrDefault(name);

    /// <summary>A file as text.</summary>
    public static string Text(string name) => System.Text.Encoding.UTF8.GetString(s_files[name]);

    /// <summary>How a browser has to take it.</summary>
    public static string KindOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/plain; charset=utf-8",
        };

    private static byte[] Read(string resource)
    {
        using var stream = s_home.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
