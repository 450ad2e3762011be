using System.Text.RegularExpressions;

namespace Ballast.Conventions.Tests;

/// <summary>
/// Arrows between the folders of the library go one way: down the picture in ARCHITECTURE.md, where a folder uses only those on lines below
/// its own. Read from source: a type's name in a file of another folder is an arrow.
/// </summary>
public sealed partial class RoomTests
{
    private const string Library = "src/Ballast/",
        Picture = "one way down";

    private static readonly Dictionary<string, int> s_height = ReadPicture();
    private static readonly (string File, string Code)[] s_sources =
    [
        .. Repository
            .With(".cs")
            .Where(file => file.StartsWith(Library, StringComparison.Ordinal))
            .Select(file => (file, Bare(Repository.Read(file)))),
    ];

    [Fact]
    public void Every_folder_stands_in_the_picture_once() =>
        Assert.Equal(
            s_sources.Select(source => Room(source.File)).Where(room => room.Length > 0).Distinct().Order(StringComparer.Ordinal),
            s_height.Keys.Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_folder_uses_only_those_below_it()
    {
        var homes = s_sources
            .SelectMany(source => Declared().Matches(source.Code).Select(match => (Name: match.Groups[1].Value, Room: Room(source.File))))
            .ToLookup(pair => pair.Name, pair => pair.Room);
        Convention.Holds(
            from source in s_sources
            let room = Room(source.File)
            from name in Used().Matches(source.Code).Select(match => match.Groups[1].Value).Distinct()
            let home = homes[name].Distinct().ToArray()
            where home is [var only] && only != room && only.Length > 0 && (room.Length == 0 || s_height[only] >= s_height[room])
            select $"{source.File} uses {name} of {Library}{home[0]}, which is not below it: "
                + "move what both need further down, or the use further up"
        );
    }

    private static Dictionary<string, int> ReadPicture()
    {
        var text = Repository.Read("ARCHITECTURE.md");
        var start = text.IndexOf($"```{Picture}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"ARCHITECTURE.md has no picture ```{Picture}");
        var lines = text[start..text.IndexOf("\n```\n", start, StringComparison.Ordinal)].Split('\n')[1..];
        Dictionary<string, int> height = [];
        for (var i = 0; i < lines.Length; i++)
            foreach (var room in lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                height.Add(room, lines.Length - i);
        return height;
    }

    private static string Room(string file) => file[Library.Length..].Split('/') is [var room, _, ..] ? room : "";

    // without comments and text; what stands in the holes of interpolated text remains
    private static string Bare(string code) =>
        Text()
            .Replace(Comment().Replace(code, ""), match =>
                match.Value.StartsWith('$') ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Groups[1].Value)) : "\"\""
            );

    [GeneratedRegex(
        @"^\s*(?:public|internal)\s+(?:(?:abstract|sealed|static|readonly|partial|unsafe|ref)\s+)*"
            + @"(?:class|struct|interface|enum|record struct|record class|record|delegate\s+\S+)\s+(\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declared();

    [GeneratedRegex(@"(?<![\w.])(?<!override void )(?:Ballast\.|global::)?([A-Z]\w*)")]
    private static partial Regex Used();

    [GeneratedRegex(@"/\*[\s\S]*?\*/|(?<=^|\s)//[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("\\$?@?\"(\\\\.|[^\"\\\\\n])*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Hole();
}
