namespace Ballast.Cli;

/// <summary>A model's parts as a plain table, the same on every terminal.</summary>
internal static class ModelTable
{
    private static readonly string[] Heads = ["layer", "type", "output", "parameters", "multiply-adds", "output rms"];
    private const int FirstNumber = 3;

    public static void Write(TextWriter to, string title, ModelProfile profile)
    {
        string[][] rows =
        [
            Heads,
            .. profile.Parts.Select(part =>
                (string[])
                    [
                        part.Name,
                        part.Type,
                        LayerException.Shape(part.Output),
                        Words.Whole(part.Parameters),
                        Words.Whole(part.MultiplyAdds),
                        Words.Number(part.Rms),
                    ]
            ),
            ["total", "", "", Words.Whole(profile.Parameters), Words.Whole(profile.MultiplyAdds), ""],
        ];
        int[] widths = [.. Heads.Select((_, column) => rows.Max(row => row[column].Length))];
        to.WriteLine(title);
        to.WriteLine();
        foreach (var row in rows)
            to.WriteLine(
                string.Join(
                        "  ",
                        row.Select((cell, column) => column < FirstNumber ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))
                    )
                    .TrimEnd()
            );
        to.WriteLine();
        to.WriteLine($"Loss of one batch before training: {Words.Number(profile.Loss)}.");
        foreach (var name in profile.Unseen)
            to.WriteLine(
                $"{name} was not called through call(): if forward() uses it, write call(x) "
                    + "there, or the guard can neither probe nor repair it."
            );
    }
}
