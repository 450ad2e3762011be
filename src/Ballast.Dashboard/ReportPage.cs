using System.Text;
using System.Text.Json;

namespace Ballast.Dashboard;

/// <summary>
/// Runs as one file that opens without network and without Ballast: the page that <see cref="DashboardServer"/> serves, with the answers
/// put into it. It can be zoomed as far as its buckets go.
/// </summary>
public static class ReportPage
{
    private const int Buckets = 2048,
        Columns = 512;

    /// <summary>Writes the page.</summary>
    /// <param name="runs">The runs by the names that they are to have, in order.</param>
    /// <param name="to">UTF-8.</param>
    /// <exception cref="RunFileException">One is damaged.</exception>
    public static void Write(IReadOnlyList<KeyValuePair<string, RunView>> runs, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(to);
        foreach (var (_, view) in runs)
            view.Follow();
        var curves = Each(run => run.Value.Curves(most: Buckets));
        var answers = new
        {
            runs = runs.Select(run => run.Value.Story(run.Key).Overview),
            stories = Each(run => new Dictionary<string, RunStory>
            {
                ["en"] = run.Value.Story(run.Key),
                ["zh"] = run.Value.Story(run.Key, Language.Chinese),
            }),
            curves,
            acts = Each(run => new { zh = curves[run.Key].In(Language.Chinese).Acts }),
            heats = Each(run =>
                Enum.GetValues<LayerQuantity>()
                    .ToDictionary(it => it.ToString().ToLowerInvariant(), it => run.Value.Heat(it, most: Columns))
            ),
        };
        // what HTML could take for its own is escaped in this JSON
        var data = $"<script type=\"application/json\" id=\"embedded\">{JsonSerializer.Serialize(answers, ViewJson.Options)}</script>";
        to.Write(Inlined(data));

        Dictionary<string, T> Each<T>(Func<KeyValuePair<string, RunView>, T> what) => runs.ToDictionary(run => run.Key, what);
    }

    // the page with its scripts and styles in place of the references to them
    private static string Inlined(string data)
    {
        var page = new StringBuilder(PageFiles.Text("index.html"));
        Replace("<body>", "<body class=\"report\">");
        Replace(
            "<link rel=\"icon\" href=\"page/favicon.svg\" />",
            $"<link rel=\"icon\" href=\"data:image/svg+xml;base64,{Base64("favicon.svg")}\">"
        );
        foreach (var style in PageFiles.Styles)
            Replace($"<link rel=\"stylesheet\" href=\"page/{style}\" />", $"<style>{PageFiles.Text(style)}</style>");
        for (var i = 0; i < PageFiles.Scripts.Length; i++)
            Replace(
                $"<script src=\"page/{PageFiles.Scripts[i]}\"></script>",
                $"{(i == 0 ? data + "\n" : "")}<script>{PageFiles.Text(PageFiles.Scripts[i])}</script>"
            );
        return page.ToString();

        void Replace(string reference, string content)
        {
            var before = page.Length;
            page.Replace(reference, content);
            if (page.Length == before)
                throw new InvalidOperationException($"index.html has no {reference}.");
        }
    }

    private static string Base64(string file) => Convert.ToBase64String(PageFiles.Find(file)!);
}
