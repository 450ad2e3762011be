using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchSharp;

namespace Ballast.Cli;

/// <summary><c>ballast bench guard</c> and <c>ballast bench dropout</c>: what a guarded step costs, and a dropout, as ratios measured in one run.</summary>
internal static class BenchCommand
{
    private static readonly TimeSpan StepBudget = TimeSpan.FromSeconds(4), TrainingBudget = TimeSpan.FromSeconds(4), DropoutBudget = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var threads = new Option<int?>("--threads") { Description = "Threads of libtorch and of Ballast's kernels. Default: libtorch's own choice." };
        var guard = new Command("guard", "Time the guarded step against libtorch's fused operators and TorchSharp's own, and the guard in real trainings.") { threads };
        guard.SetAction(parsed => Guard(parsed.GetValue(threads), parsed.GetValue(GlobalOptions.Json)));
        var dropout = new Command("dropout", "Time Ballast's dropouts against TorchSharp's, forward and backward.") { threads };
        dropout.SetAction(parsed => Dropout(parsed.GetValue(threads), parsed.GetValue(GlobalOptions.Json)));
        return new Command("bench", "Measure speed, always as ratios within one run.") { guard, dropout };
    }

    private static int Dropout(int? threads, bool json)
    {
        var console = Begin(threads, json);
        List<DropoutRow> rows = [];
        console.Status().Start("dropouts", _ => rows.AddRange(DropoutBench.Run(DropoutBudget)));
        var table = new Table().Border(TableBorder.Rounded).AddColumns("what", "shape", "against");
        foreach (var title in (string[])["ours, us", "theirs, us", "ratio"]) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var row in rows)
            table.AddRow(row.Name, string.Join(" x ", row.Shape), row.Against, row.Microseconds.ToString("0", CultureInfo.InvariantCulture),
                row.AgainstMicroseconds.ToString("0", CultureInfo.InvariantCulture), row.Ratio.ToString("0.00", CultureInfo.InvariantCulture));
        console.Write(table);
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"{torch.get_num_threads()} threads. A ratio is our time over theirs: below 1 is better for us."));
        if (json) JsonLine.Write(new { command = "bench", rows });
        return ExitCode.Done;
    }

    private static int Guard(int? threads, bool json)
    {
        var console = Begin(threads, json);
        var rows = new List<BenchRow>();
        double bandwidth = 0;
        console.Status().Start("memory bandwidth", status =>
        {
            bandwidth = Bandwidth.Measure();
            foreach (var (parameters, tensors) in StepBench.Sizes)
            {
                status.Status(string.Create(CultureInfo.InvariantCulture, $"AdamW step, {parameters / 1_000_000}M values in {tensors} tensors"));
                rows.AddRange(StepBench.Run(parameters, tensors, bandwidth, StepBudget));
            }

            status.Status("real trainings");
            rows.AddRange(TrainingBench.Run(TrainingBudget));
        });
        console.Write(Draw(rows));
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"Memory bandwidth {bandwidth / 1e9:f1} GB/s, {torch.get_num_threads()} threads. A ratio is our time over theirs: below 1 is better for us."));
        if (json) JsonLine.Write(new { command = "bench", bandwidthGBs = bandwidth / 1e9, rows });
        return ExitCode.Done;
    }

    private static IAnsiConsole Begin(int? threads, bool json)
    {
        if (threads is < 1 or > 1024) throw new UsageException($"--threads is {threads} but must be between 1 and 1024.");
        if (threads is { } count) torch.set_num_threads(count);
        return json ? AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
    }

    private static Table Draw(IEnumerable<BenchRow> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("what", "values / tensors", "against");
        table.AddColumn(new TableColumn("ratio").RightAligned()).AddColumn(new TableColumn("of bandwidth").RightAligned());
        foreach (var row in rows)
            table.AddRow(row.Name, string.Create(CultureInfo.InvariantCulture, $"{row.Parameters / 1e6:0.##}M / {row.Tensors}"), row.Against,
                row.Ratio.ToString("0.00", CultureInfo.InvariantCulture), row.BandwidthShare?.ToString("0 %", CultureInfo.InvariantCulture) ?? "");
        return table;
    }
}
