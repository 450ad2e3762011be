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
        RunOverview[] runs = [.. RunOverview.FoldersIn(folder).Select(RunOverview.Read)];
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
            AnsiConsole.Write(Table(runs));
        return ExitCode.Done;
    }

    private static Table Table(RunOverview[] runs)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("run", "status", "steps", "test loss", "test accuracy", "started");
        table.ShowRowSeparators = false;
        foreach (var run in runs)
            table.AddRow(
                Cell(run.Run),
                Cell(run.Status),
                Cell(Words.Whole(run.Steps)),
                Cell(run.TestLoss is { } loss ? Words.Number(loss) : "–"),
                Cell(run.TestAccuracy is { } accuracy ? Words.Percent(accuracy) : "–"),
                Cell(run.Started)
            );
        return table;

        static string Cell(string text) => Markup.Escape(text);
    }
}
