using System.Globalization;

namespace Ballast;

/// <summary>A picture that is left out.</summary>
/// <param name="File">Its path.</param>
/// <param name="Class">Its class.</param>
/// <param name="Why">What is wrong with it.</param>
internal sealed record SkippedPicture(string File, string Class, string Why);

/// <summary>The pictures of a folder that are left out: few of them are said, many are an error.</summary>
/// <param name="Path">The folder.</param>
/// <param name="All">Every one.</param>
internal sealed record SkippedPictures(string Path, IReadOnlyList<SkippedPicture> All)
{
    private const int Named = 3;

    /// <summary>A sentence on them; null where there are none.</summary>
    public string? Words =>
        All.Count == 0
            ? null
            : (All.Count == 1 ? "1 picture was left out, since it cannot" : $"{All.Count} pictures were left out, since they cannot")
                + " be read "
                + $"({Kinds(All)}): {Names(All)}";

    /// <param name="classes">The names of the classes.</param>
    /// <param name="labels">The class of each picture that is not left out.</param>
    /// <param name="most">The largest share that may be left out.</param>
    /// <exception cref="DatasetException">More are left out, of a class or of all; the message counts and names them.</exception>
    public void Check(IReadOnlyList<string> classes, IReadOnlyList<long> labels, double most)
    {
        if (All.Count == 0)
            return;
        var kept = labels.CountBy(label => classes[(int)label]).ToDictionary();
        foreach (var group in All.GroupBy(picture => picture.Class))
            Check(
                $"{group.Count()} of {group.Count() + kept.GetValueOrDefault(group.Key)} pictures of the class '{group.Key}'",
                [.. group],
                kept.GetValueOrDefault(group.Key),
                most
            );
        Check($"{All.Count} of {All.Count + labels.Count} pictures", All, labels.Count, most);
    }

    private void Check(string what, IReadOnlyList<SkippedPicture> pictures, int kept, double most)
    {
        var share = (double)pictures.Count / (pictures.Count + kept);
        if (share <= most && kept > 0)
            return;
        var allow =
            kept == 0
                ? "A class needs pictures that can be read."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Or say skip: {Math.Ceiling(100 * share) / 100} to do without {(pictures.Count == 1 ? "it" : "them")}."
                );
        throw new DatasetException(
            pictures.Count == 1 && pictures[0].Why.StartsWith(pictures[0].File, StringComparison.Ordinal)
                ? $"{pictures[0].Why} {allow}"
                : $"{Path}: {what} cannot be read ({Kinds(pictures)}): {Names(pictures)}. "
                    + $"Convert them to png or jpg, replace or remove them. {allow}"
        );
    }

    private static string Kinds(IEnumerable<SkippedPicture> pictures) =>
        string.Join(
            ", ",
            pictures
                .CountBy(picture => System.IO.Path.GetExtension(picture.File).ToLowerInvariant())
                .OrderByDescending(kind => kind.Value)
                .Take(Named + 1)
                .Select(kind => $"{kind.Value} {kind.Key}")
        );

    private string Names(IReadOnlyCollection<SkippedPicture> pictures) =>
        string.Join(", ", pictures.Take(Named).Select(picture => System.IO.Path.GetRelativePath(Path, picture.File)))
        + (pictures.Count > Named ? ", ..." : "");
}
