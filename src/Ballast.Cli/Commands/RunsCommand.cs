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
        RunRow[] runs =
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Where(it => File.Exists(Path.Combine(it, "run.db")))
                .Order(StringComparer.Ordinal)
                .Select(RunRow.Read),
        ];
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

    private static Table Table(RunRow[] runs)
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

    /// <summary>One run in the list. Loss and accuracy are those of the end, or of the last evaluation; null before the first.</summary>
    private sealed record RunRow(string Run, string Status, long Steps, double? TestLoss, double? TestAccuracy, string Started)
    {
        public static RunRow Read(string folder)
        {
            try
            {
                using var run = RunFile.Open(folder);
                var (info, summary, last) = (run.Info(), run.Summary(), run.Evaluations() is [.., var evaluation] ? evaluation : null);
                var status = info.GetValueOrDefault("status", "running");
                if (status == "running")
                    status = Unsaid(run.Path, info.ContainsKey("config"));
                return new(
                    folder,
                    status,
                    summary?.Steps ?? run.LastStep + 1,
                    summary?.TestLoss ?? last?.Loss,
                    summary?.TestAccuracy ?? last?.Accuracy,
                    info.GetValueOrDefault("started", "")
                );
            }
            catch (RunFileException)
            {
                return new(folder, "unreadable", 0, null, null, "");
            }
        }

        // of a run whose file does not say that it ended; a loop of one's own holds no lock
        private static string Unsaid(string run, bool isOfTrain) =>
            RunLock.State(run) switch
            {
                RunLockState.Left => "killed",
                RunLockState.None when isOfTrain => "unrecorded",
                _ => "running",
            };
    }
}
