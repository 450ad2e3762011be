using System.Text;

namespace Ballast.Cli;

/// <summary>Runs as Markdown for a pull request: a picture, a table, the findings. The picture is a file beside it.</summary>
internal static class RunMarkdown
{
    /// <param name="stories">The runs, in the order of their columns.</param>
    /// <param name="picture">Name of the picture's file.</param>
    public static string Of(IReadOnlyList<RunStory> stories, string picture)
    {
        var text = new StringBuilder();
        text.AppendLine($"![Loss and accuracy of {string.Join(", ", stories.Select(it => it.Id))}]({Uri.EscapeDataString(picture)})")
            .AppendLine();
        Row(text, "", it => it.Id);
        text.AppendLine($"| --- |{string.Concat(stories.Select(_ => " --- |"))}");
        Row(text, "status", it => it.Overview.Status);
        Row(text, "steps", it => Words.Whole(it.Overview.Steps));
        Row(text, "test loss", it => it.Overview.TestLoss is { } loss ? Words.Number(loss) : "–");
        Row(text, "test accuracy", it => it.Overview.TestAccuracy is { } accuracy ? Words.Percent(accuracy) : "–");
        Row(text, "always the same answer", it => it.Trivial is { } trivial ? Words.Number(trivial.Loss) : "–");
        foreach (var story in stories)
        {
            text.AppendLine().AppendLine($"**{Cell(story.Id)}**{(story.Reason.Length > 0 ? $": {Cell(story.Reason)}" : "")}");
            foreach (var finding in story.Findings ?? [])
                text.AppendLine()
                    .AppendLine(
                        $"- **{finding.Code}** {(finding.Where.Length > 0 ? $"at `{finding.Where}` " : "")}{Cell(finding.Title)}: "
                            + Cell(finding.What)
                    )
                    .AppendLine($"  {Cell(finding.Remedy)}");
            if (story.Findings is [])
                text.AppendLine().AppendLine("The numbers of this run show nothing wrong.");
        }

        return text.ToString();

        void Row(StringBuilder to, string head, Func<RunStory, string> cell) =>
            to.AppendLine($"| {head} | {string.Join(" | ", stories.Select(it => Cell(cell(it))))} |");
    }

    // names and reasons are text, whatever they say
    private static string Cell(string text) =>
        text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
