using Spectre.Console;

namespace Ballast.Cli;

/// <summary>A model's parts as a plain table, the same on every terminal.</summary>
internal static class ModelTable
{
    private const int FirstNumber = 3;

    public static void Write(TextWriter to, string title, ModelProfile profile, Speech speech)
    {
        string[] heads =
        [
            speech.Of($"layer"),
            speech.Of($"type"),
            speech.Of($"output"),
            speech.Of($"parameters"),
            speech.Of($"multiply-adds"),
            speech.Of($"output rms"),
        ];
        string[][] rows =
        [
            heads,
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
            [speech.Of($"total"), "", "", Words.Whole(profile.Parameters), Words.Whole(profile.MultiplyAdds), ""],
        ];
        int[] widths = [.. heads.Select((_, column) => rows.Max(row => row[column].GetCellWidth()))];
        to.WriteLine(title);
        to.WriteLine();
        foreach (var row in rows)
            to.WriteLine(
                string.Join(
                        "  ",
                        row.Select(
                            (cell, column) =>
                                new string(' ', widths[column] - cell.GetCellWidth()) is var room && column < FirstNumber
                                    ? cell + room
                                    : room + cell
                        )
                    )
                    .TrimEnd()
            );
        to.WriteLine();
        to.WriteLine(speech.Of($"Loss of one batch before training: {Words.Number(profile.Loss)}."));
        foreach (var name in profile.Unseen)
            to.WriteLine(
                speech.Of($"{name} was not called through call(): if forward() uses it, write call(x) there, ")
                    + speech.Of($"or the guard can neither probe nor repair it.")
            );
    }
}
