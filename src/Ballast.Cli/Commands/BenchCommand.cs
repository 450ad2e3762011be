using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchSharp;

namespace Ballast.Cli;

/// <summary><c>ballast bench</c>: what the guarded step, the optimizers and a dropout cost, as ratios measured in one run.</summary>
internal static class BenchCommand
{
    public const string RanksName = "ranks";
    private static readonly TimeSpan StepBudget = TimeSpan.FromSeconds(4),
        TrainingBudget = TimeSpan.FromSeconds(12),
        OptimizerBudget = TimeSpan.FromSeconds(2),
        DropoutBudget = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var threads = new Option<int?>("--threads")
        {
            Description = "Threads of libtorch and of Ballast's kernels. Default: libtorch's own choice.",
        };
        var guard = new Command(
            "guard",
            "Time the guarded step against libtorch's fused operators and TorchSharp's own, and the guard in real trainings."
        )
        {
            threads,
        };
        guard.SetAction(parsed => Bench(parsed.GetValue(threads), parsed.GetValue(GlobalOptions.Json), TableBorder.Rounded, Guard));
        var only = new Option<string[]>("--only")
        {
            Description = "Names of optimizers. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        var optimizers = new Command(
            "optimizers",
            "Time every optimizer's step against TorchSharp's own and the same step by libtorch's operators."
        )
        {
            threads,
            only,
        };
        optimizers.SetAction(parsed =>
            Bench(parsed.GetValue(threads), parsed.GetValue(GlobalOptions.Json), TableBorder.Markdown, say =>
                Optimizers(parsed.GetValue(only) ?? [], say)
            )
        );
        var data = new Option<string?>("--data")
        {
            Description = $"{string.Join(" or ", Datasets.Names)}. Default: all of it where it is found, otherwise the sample.",
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Timed epochs of each net and each side, at least 3, after one to warm up.",
            DefaultValueFactory = _ => 3,
        };
        var train = new Command("train", "Time whole epochs of the trainer, guard and run file on, against a plain TorchSharp loop.")
        {
            threads,
            data,
            rounds,
        };
        train.SetAction(parsed =>
            Bench(parsed.GetValue(threads), parsed.GetValue(GlobalOptions.Json), TableBorder.Markdown, say =>
                Epochs(parsed.GetValue(data), parsed.GetValue(rounds), say)
            )
        );
        var dropout = new Command("dropout", "Time Ballast's dropouts against TorchSharp's, forward and backward.") { threads };
        dropout.SetAction(parsed => Dropout(parsed.GetValue(threads), parsed.GetValue(GlobalOptions.Json)));
        var pairs = new Option<int>("--pairs")
        {
            Description = "How often a training that is watched is compared with itself alone, 2.6 s each: more tell smaller differences.",
            DefaultValueFactory = _ => 24,
        };
        var page = new Command("page", "Time the page: a long run opened, many runs listed, a training that is watched.") { pairs };
        page.SetAction((parsed, _) => Page(parsed.GetValue(pairs), parsed.GetValue(GlobalOptions.Json)));
        var ranks = new Command(
            RanksName,
            "Time the guarded step on several ranks, and without the others: mpirun -n 2 ballast bench ranks."
        );
        ranks.SetAction(parsed => OfRanks(parsed.GetValue(GlobalOptions.Json)));
        return new Command("bench", "Measure speed, always as ratios within one run.")
        {
            guard,
            optimizers,
            dropout,
            train,
            page,
            ranks,
            BenchBookCommand.Create(),
        };
    }

    private static int OfRanks(bool json)
    {
        Ranks.Join();
        if (Ranks.World.Size == 1)
            throw new UsageException("'ballast bench ranks' measures several processes: start it by mpirun -n 2 ballast bench ranks.");
        var rows = RanksBench.Run(Ranks.World, words =>
        {
            if (Ranks.Leads)
                Console.Error.WriteLine($"  {words}");
        });
        if (Ranks.Leads)
            Show(rows, json);
        return Ranks.Leave(ExitCode.Done);
    }

    private static void Show(IReadOnlyList<RanksRow> rows, bool json)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("values");
        foreach (
            var title in (string[])
                [
                    "rows a rank",
                    "step, ms",
                    "with overlap, ms",
                    "without the others, ms",
                    "exchange",
                    "with overlap",
                    "a plain sum of the bytes",
                ]
        )
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var row in rows)
            table.AddRow(
                row.Values,
                row.Rows.ToString(CultureInfo.InvariantCulture),
                row.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture),
                row.OverlappedMilliseconds.ToString("0.0", CultureInfo.InvariantCulture),
                row.AloneMilliseconds.ToString("0.0", CultureInfo.InvariantCulture),
                row.Share.ToString("0 %", CultureInfo.InvariantCulture),
                row.OverlappedShare.ToString("0 %", CultureInfo.InvariantCulture),
                row.SumShare.ToString("0 %", CultureInfo.InvariantCulture)
            );
        Screens.Plain(json ? Console.Error : Console.Out).Write(table); // a launcher shows each rank a terminal of its own
        if (json)
            JsonLine.Write(
                new
                {
                    command = "bench",
                    ranks = Ranks.World.Size,
                    rows,
                }
            );
    }

    private static async Task<int> Page(int pairs, bool json)
    {
        if (pairs is < 4 or > 10_000 || pairs % 2 != 0)
            throw new UsageException($"--pairs is {pairs} but must be an even number between 4 and 10000.");
        var rows = await PageBench.RunAsync(pairs, words => Console.Error.WriteLine($"  {words}")).ConfigureAwait(false);
        var table = new Table().Border(TableBorder.Markdown).AddColumn("what").AddColumn(new TableColumn("").RightAligned());
        foreach (var row in rows)
            table.AddRow(row.What, $"{Words.Number(row.Value)} {row.Unit}".TrimEnd());
        Screens.Said(json).Write(table);
        if (json)
            JsonLine.Write(new { command = "bench", rows });
        return ExitCode.Done;
    }

    private static int Dropout(int? threads, bool json)
    {
        var console = Begin(threads, json);
        List<DropoutRow> rows = [];
        console.Status().Start("dropouts", _ => rows.AddRange(DropoutBench.Run(DropoutBudget)));
        var table = new Table().Border(TableBorder.Rounded).AddColumns("what", "shape", "against");
        foreach (var title in (string[])["ours, us", "theirs, us", "ratio"])
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var row in rows)
            table.AddRow(
                row.Name,
                string.Join(" x ", row.Shape),
                row.Against,
                row.Microseconds.ToString("0", CultureInfo.InvariantCulture),
                row.AgainstMicroseconds.ToString("0", CultureInfo.InvariantCulture),
                row.Ratio.ToString("0.00", CultureInfo.InvariantCulture)
            );
        console.Write(table);
        console.MarkupLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{torch.get_num_threads()} threads. A ratio is our time over theirs: below 1 is better for us."
            )
        );
        if (json)
            JsonLine.Write(new { command = "bench", rows });
        return ExitCode.Done;
    }

    private static IEnumerable<BenchRow> Guard(Action<string> say)
    {
        foreach (var (parameters, tensors) in StepBench.Sizes)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"AdamW step, {parameters / 1_000_000}M values in {tensors} tensors"));
            foreach (var row in StepBench.Run(parameters, tensors, StepBudget))
                yield return row;
        }

        say("real trainings");
        foreach (var row in TrainingBench.Run(TrainingBudget))
            yield return row;
    }

    private static IEnumerable<BenchRow> Optimizers(string[] only, Action<string> say)
    {
        if (only.Except(OptimizerConfig.Names).FirstOrDefault() is { } unknown)
            throw new UsageException($"--only {unknown} is no optimizer. Known: {string.Join(", ", OptimizerConfig.Names)}.");
        foreach (var name in OptimizerConfig.Names.Where(name => only.Length == 0 || only.Contains(name)))
        {
            foreach (var (parameters, tensors) in OptimizerBench.Sizes)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"{name} step, {parameters / 1_000_000}M values in {tensors} tensors"));
                foreach (var row in OptimizerBench.Run(name, parameters, tensors, OptimizerBudget))
                    yield return row;
            }
        }
    }

    private static IEnumerable<BenchRow> Epochs(string? name, int rounds, Action<string> say)
    {
        if (rounds is < 3 or > 1000)
            throw new UsageException($"--rounds is {rounds} but must be between 3 and 1000.");
        if (name is not null && !Datasets.Names.Contains(name))
            throw new UsageException($"--data {name} is no data set to measure on. Known: {string.Join(", ", Datasets.Names)}.");
        using var data = name is null ? Found() : Datasets.Load(name);
        foreach (var row in EpochBench.Run(data, rounds, say))
            yield return row;
    }

    private static Dataset Found()
    {
        try
        {
            return Datasets.Load(Datasets.FashionMnist);
        }
        catch (DatasetException)
        {
            return Datasets.Load(Datasets.FashionMnistSample);
        }
    }

    private static int Bench(int? threads, bool json, TableBorder border, Func<Action<string>, IEnumerable<BenchRow>> run)
    {
        var console = Begin(threads, json);
        List<BenchRow> rows = [];
        double bandwidth = 0;
        console
            .Status()
            .Start("memory bandwidth", status =>
            {
                bandwidth = Bandwidth.OfMainMemory();
                rows = [.. run(text => status.Status(text))];
            });
        console.Write(Draw(rows, border));
        console.MarkupLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Memory bandwidth {bandwidth / 1e9:f1} GB/s, {torch.get_num_threads()} threads. A "
                    + $"ratio is our time over theirs: below 1 is better for us."
            )
        );
        if (json)
            JsonLine.Write(
                new
                {
                    command = "bench",
                    bandwidthGBs = bandwidth / 1e9,
                    rows,
                }
            );
        return ExitCode.Done;
    }

    private static IAnsiConsole Begin(int? threads, bool json)
    {
        if (threads is < 1 or > 1024)
            throw new UsageException($"--threads is {threads} but must be between 1 and 1024.");
        if (threads is { } count)
            torch.set_num_threads(count);
        TestedMachine.Ensure();
        return Screens.Said(json);
    }

    private static Table Draw(IEnumerable<BenchRow> rows, TableBorder border)
    {
        var table = new Table().Border(border).AddColumns("what", "values / tensors", "against");
        table.AddColumn(new TableColumn("ratio").RightAligned()).AddColumn(new TableColumn("of bandwidth").RightAligned());
        foreach (var row in rows)
            table.AddRow(
                row.Name == "step" ? $"{row.Optimizer} step" : row.Name,
                string.Create(CultureInfo.InvariantCulture, $"{row.Parameters / 1e6:0.##}M / {row.Tensors}"),
                row.Against,
                row.Ratio.ToString("0.00", CultureInfo.InvariantCulture),
                row.BandwidthShare?.ToString("0 %", CultureInfo.InvariantCulture) ?? ""
            );
        return table;
    }
}
