using System.CommandLine;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary><c>ballast runs [FOLDER]</c>: the runs there are.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder")
        {
            Description = "Where to look, one level deep.",
            DefaultValueFactory = _ => RunFolder.Runs,
        };
        var command = new Command("runs", "List the runs in a folder with how they ended.") { folder };
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(GlobalOptions.Json)));
        return command;
    }

    private static int Run(string folder, bool json)
    {
        if (!Directory.Exists(folder))
            throw new UsageException(
                $"There is no folder {folder}. Train something, or give the folder of your runs: ballast runs FOLDER."
            );
        RunOverview[] runs = [.. RunOverview.RunsIn(folder).Select(RunOverview.Read)];
        if (json)
        {
            JsonLine.Write(
                new
                {
                    command = "runs",
                    status = "done",
                    runs,
                }
            );
            return ExitCode.Done;
        }

        if (runs.Length == 0)
            Console.Out.WriteLine($"There is no run in {folder}.");
        else
        {
            var console = Screens.Said(json);
            console.Write(Table(runs, console.Profile.Width));
        }

        return ExitCode.Done;
    }

    // what is narrow goes on; what does not fit a window goes first where it tells least
    private static Table Table(RunOverview[] runs, int width)
    {
        (string Head, int Least, Func<RunOverview, string> Cell)[] columns =
        [
            ("run", 0, run => run.Run),
            ("status", 0, run => run.Status),
            ("steps", 60, run => Words.Whole(run.Steps)),
            ("test loss", 75, run => run.TestLoss is { } loss ? Words.Number(loss) : "–"),
            ("test accuracy", 0, run => run.TestAccuracy is { } accuracy ? Words.Percent(accuracy) : "–"),
            ("started", 100, run => run.Started),
        ];
        var table = new Table().Border(TableBorder.None);
        var shown = columns.Where(column => width >= column.Least).ToArray();
        foreach (var (head, _, _) in shown)
            table.AddColumn(new TableColumn(head).NoWrap());
        foreach (var run in runs)
            table.AddRow(shown.Select(column => new Text(column.Cell(run)) { Overflow = Overflow.Ellipsis }));
        return table;
    }
}
