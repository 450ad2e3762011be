using System.Diagnostics;
using Ballast.Dashboard;

namespace Ballast.Cli;

/// <summary>What the page costs: a long run opened, many runs listed, a training that is watched by three browsers.</summary>
internal static class PageBench
{
    private const int Steps = 100_000,
        Parameters = 200,
        Runs = 1_000,
        Rounds = 5;
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(6),
        s_warm = TimeSpan.FromSeconds(2);

    private readonly record struct Pace(double Rate, double Pauses, double Cores);

    /// <summary>A number that was measured.</summary>
    public sealed record Row(string What, double Value, string Unit);

    public static async Task<IReadOnlyList<Row>> RunAsync(Action<string> say)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-bench-").FullName;
        try
        {
            var rows = new List<Row>();
            say($"writing a run of {Steps} steps and {Parameters} parameters");
            Write(Path.Combine(folder, "one", "long"), Steps);
            say("opening it");
            rows.AddRange(await OpenAsync(Path.Combine(folder, "one")).ConfigureAwait(false));
            say($"writing {Runs} runs");
            Write(Path.Combine(folder, "many", "run-0"), 50);
            for (var i = 1; i < Runs; i++)
            {
                var copy = Path.Combine(folder, "many", $"run-{i}");
                Directory.CreateDirectory(copy);
                File.Copy(Path.Combine(folder, "many", "run-0", "run.db"), Path.Combine(copy, "run.db"));
            }

            say("listing them");
            rows.AddRange(await ListAsync(Path.Combine(folder, "many")).ConfigureAwait(false));
            say("a training, watched and not");
            rows.AddRange(await WatchedAsync(Path.Combine(folder, "watched")).ConfigureAwait(false));
            return rows;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Row[]> OpenAsync(string folder)
    {
        await using var server = await DashboardServer.StartAsync(new DashboardOptions { Folder = folder }).ConfigureAwait(false);
        using var client = new HttpClient { BaseAddress = server.Address };
        var page = await TimeAsync(client, "/").ConfigureAwait(false);
        var first = await TimeAsync(client, "/api/runs/long/curves").ConfigureAwait(false);
        var whole = first;
        while (
            !(await client.GetStringAsync(new Uri("/api/runs/long", UriKind.Relative)).ConfigureAwait(false)).Contains(
                "\"findings\":[",
                StringComparison.Ordinal
            )
        )
            whole += await TimeAsync(client, "/api/runs/long/curves").ConfigureAwait(false);
        var again = await TimeAsync(client, "/api/runs/long/curves").ConfigureAwait(false);
        var heat = await TimeAsync(client, "/api/runs/long/heat?quantity=gradient&most=1024").ConfigureAwait(false);
        var zoom = await TimeAsync(client, "/api/runs/long/curves?from=60000&to=61000").ConfigureAwait(false);
        return
        [
            new("the page itself", page, "ms"),
            new("first curves of the long run", first, "ms"),
            new("all of it read", whole, "ms"),
            new("its curves again", again, "ms"),
            new("its heat map, 200 x 1,024 cells", heat, "ms"),
            new("1,000 of its steps, one by one", zoom, "ms"),
            new("memory of the process", Environment.WorkingSet / (double)(1 << 20), "MiB"),
        ];
    }

    private static async Task<Row[]> ListAsync(string folder)
    {
        await using var server = await DashboardServer.StartAsync(new DashboardOptions { Folder = folder }).ConfigureAwait(false);
        using var client = new HttpClient { BaseAddress = server.Address };
        return
        [
            new("1,000 runs listed", await TimeAsync(client, "/api/runs").ConfigureAwait(false), "ms"),
            new("again", await TimeAsync(client, "/api/runs").ConfigureAwait(false), "ms"),
        ];
    }

    // steps of some work and a record each, for a while without and with three that look on, in turns
    private static async Task<Row[]> WatchedAsync(string folder)
    {
        var (alone, watched) = (new List<Pace>(), new List<Pace>());
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(Train(Path.Combine(folder, $"alone-{round}")));
            var runs = Path.Combine(folder, $"watched-{round}");
            Directory.CreateDirectory(runs);
            await using var server = await DashboardServer.StartAsync(new DashboardOptions { Folder = runs }).ConfigureAwait(false);
            using var done = new CancellationTokenSource();
            Task[] browsers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => BrowseAsync(server.Address, done.Token)))];
            watched.Add(Train(Path.Combine(runs, "run")));
            await done.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(browsers).ConfigureAwait(false);
        }

        return
        [
            new("steps a second of a training in this process", Median(alone, it => it.Rate), ""),
            new("with three readers, over without", Median(watched, it => it.Rate) / Median(alone, it => it.Rate), ""),
            new("slowest over fastest round without", alone.Min(it => it.Rate) / alone.Max(it => it.Rate), ""),
            new("pauses of the training by them, of its time", Median(watched, it => it.Pauses) - Median(alone, it => it.Pauses), ""),
            new("cores that server and readers take", Median(watched, it => it.Cores) - Median(alone, it => it.Cores), ""),
        ];
    }

    private static double Median(List<Pace> paces, Func<Pace, double> number) => paces.Select(number).Order().ElementAt(Rounds / 2);

    private static async Task BrowseAsync(Uri address, CancellationToken done)
    {
        using var client = new HttpClient { BaseAddress = address };
        while (!done.IsCancellationRequested)
            try
            {
                foreach (var what in new[] { "/api/runs", "/api/runs/run", "/api/runs/run/curves", "/api/runs/run/heat" })
                    using (await client.GetAsync(new Uri(what, UriKind.Relative), done).ConfigureAwait(false)) { }
                await Task.Delay(1000, done).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }

    private static Pace Train(string folder)
    {
        using var writer = Sinks.RunFile(folder);
        using var process = Process.GetCurrentProcess();
        var (records, work) = (Records(), new double[300_000]);
        var (began, pauses, cores, steps, isWarm) = (Stopwatch.GetTimestamp(), TimeSpan.Zero, TimeSpan.Zero, 0, false);
        for (var all = 0; Stopwatch.GetElapsedTime(began) < s_round; all++, steps++)
        {
            for (var i = 0; i < work.Length; i++)
                work[i] = (work[i] * 0.5) + i;
            writer.Write(records(all));
            if (isWarm || Stopwatch.GetElapsedTime(began) < s_warm)
                continue;
            (isWarm, steps, began, pauses) = (true, 0, Stopwatch.GetTimestamp(), GC.GetTotalPauseDuration());
            cores = process.TotalProcessorTime;
        }

        process.Refresh();
        var time = Stopwatch.GetElapsedTime(began);
        return new(steps / time.TotalSeconds, (GC.GetTotalPauseDuration() - pauses) / time, (process.TotalProcessorTime - cores) / time);
    }

    private static void Write(string folder, int steps)
    {
        using var writer = Sinks.RunFile(folder);
        var records = Records();
        for (var step = 0; step < steps; step++)
        {
            writer.Write(records(step));
            if (step % 1000 == 999)
                writer.Saving(); // this loop does nothing else and is faster than the disk
        }
    }

    private static Func<int, StepRecord> Records()
    {
        var infos = Enumerable.Range(0, Parameters).Select(i => new ParameterInfo($"layers.{i}.weight", [64, 64])).ToArray();
        return step =>
        {
            var (readings, updates) = (new ParameterReading[Parameters], new ParameterUpdate[Parameters]);
            for (var i = 0; i < Parameters; i++)
            {
                readings[i] = new(infos[i], 1 + (((step * 31) + i) % 17), 0.5, 0);
                updates[i] = new(0.01, 3 + (i % 5), 1);
            }

            return new StepRecord(new GradientReading(step, 2 + Math.Sin(step), readings), Verdict.Proceed, updates) { LearningRate = 0.1 };
        };
    }

    private static async Task<double> TimeAsync(HttpClient client, string path)
    {
        var began = Stopwatch.GetTimestamp();
        await client.GetByteArrayAsync(new Uri(path, UriKind.Relative)).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
