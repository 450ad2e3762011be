using System.CommandLine;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary><c>ballast show RUN</c>: a run on the terminal.</summary>
internal static class ShowCommand
{
    private const int Edge = 12, // columns that stand before a curve
        MostLines = 24;

    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder or run.db file of a training." };
        var quantity = new Option<string>("--quantity")
        {
            Description = "Of the heat map: gradient, weight, update (change over weights) or held (held back by the guard).",
            DefaultValueFactory = _ => "gradient",
        };
        var from = new Option<long>("--from") { Description = "The first step to be shown." };
        var to = new Option<long?>("--to") { Description = "The step before which it ends." };
        var command = new Command("show", "Look at a run on the terminal: its course, layers over steps as a heat map, findings.")
        {
            run,
            quantity,
            from,
            to,
        };
        command.SetAction(parsed =>
        {
            var console =
                parsed.GetValue(GlobalOptions.NoColor) || Console.IsOutputRedirected ? Screens.Plain(Console.Out) : AnsiConsole.Console;
            if (Console.IsOutputRedirected)
                console.Profile.Width = 100;
            return Run(
                parsed.GetValue(run)!,
                QuantityOf(parsed.GetValue(quantity)!),
                parsed.GetValue(from),
                parsed.GetValue(to) ?? long.MaxValue,
                GlobalOptions.LanguageOf(parsed),
                console,
                parsed.GetValue(GlobalOptions.Json)
            );
        });
        return command;
    }

    private static int Run(string path, LayerQuantity quantity, long from, long to, Language language, IAnsiConsole console, bool json)
    {
        using var view = RunView.Open(Bundle.Opened(path));
        view.Follow();
        var name = Path.GetFileName(Path.GetDirectoryName(view.Path))!;
        var story = view.Story(name, language);
        if (json)
        {
            JsonLine.Write(
                new
                {
                    command = "show",
                    status = "done",
                    run = story.Overview,
                    reason = story.Reason,
                    notices = story.Notices.Select(notice => new { step = notice.Step, text = notice.Text }),
                    findings = story.Findings,
                }
            );
            return ExitCode.Done;
        }

        Head(console, story);
        if (view.Steps == 0)
        {
            console.WriteLine("It has no steps yet.");
            return ExitCode.Done;
        }

        var wide = Math.Max(20, console.Profile.Width - Edge);
        var curves = view.Curves(from, to, wide);
        foreach (var (word, series) in new[] { ("loss", 0), ("accuracy", 1), ("gradient", 2), ("held back", 5) })
            if (curves.Series[series] is var drawn && (drawn.Last.Any(double.IsFinite) || drawn.Broken.Any(it => it != 0)))
                console.WriteLine($"{word.PadLeft(Edge - 2)}  {Spark.Line(drawn)}");
        var heat = view.Heat(quantity, from, to, wide);
        console.WriteLine();
        if (heat.Cells.Any(cell => cell >= 0 || float.IsNaN(cell)))
            HeatBlock.Write(console, [.. story.Parameters.Select(it => it.Name)], heat, quantity, MostLines);
        else
            console.WriteLine(
                "No numbers of single layers were recorded. They are with the guard on; --guard observe measures and changes nothing."
            );
        foreach (var notice in story.Notices)
            console.WriteLine($"step {notice.Step}: {notice.Text}");
        foreach (var finding in story.Findings ?? [])
            console.WriteLine(
                $"{finding.Code} {(finding.Where.Length > 0 ? finding.Where + ": " : "")}{finding.Title}"
                    + (finding.Since >= 0 ? $" (since step {Words.Whole(finding.Since)})" : "")
            );
        if (story.Findings is { Count: > 0 })
            console.WriteLine($"all of it, and what to do: ballast explain {path}");
        return ExitCode.Done;
    }

    private static void Head(IAnsiConsole console, RunStory story)
    {
        var run = story.Overview;
        var numbers = $"{story.Id}  {run.Status}, {Words.Steps(run.Steps)}";
        if (run.TestLoss is { } loss)
            numbers += $", test loss {Words.Number(loss)}";
        if (run.TestAccuracy is { } accuracy)
            numbers += $", test accuracy {Words.Percent(accuracy)}";
        console.WriteLine(numbers);
        foreach (var sentence in new[] { story.Reason, story.Trivial?.Sentence ?? "" }.Where(it => it.Length > 0))
            console.WriteLine(sentence);
        console.WriteLine();
    }

    private static LayerQuantity QuantityOf(string name) =>
        Enum.TryParse<LayerQuantity>(name, ignoreCase: true, out var quantity) && Enum.IsDefined(quantity)
            ? quantity
            : throw new UsageException($"--quantity {name} is none. Give gradient, weight, update or held.");
}
