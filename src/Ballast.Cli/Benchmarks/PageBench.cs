using System.Diagnostics;
using Ballast.Dashboard;

namespace Ballast.Cli;

/// <summary>What the page costs: a long run opened, many runs listed, a training that is watched by three browsers.</summary>
internal static class PageBench
{
    private const int Steps = 100_000,
        Runs = 1_000;

    /// <summary>A number that was measured.</summary>
    public sealed record Row(string What, double Value, string Unit);

    public static async Task<IReadOnlyList<Row>> RunAsync(int pairs, Action<string> say)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-bench-").FullName;
        try
        {
            var rows = new List<Row>();
            say($"writing a run of {Steps} steps and {BenchTraining.Parameters} parameters");
            BenchTraining.Write(Path.Combine(folder, "one", "long"), Steps);
            say("opening it");
            rows.AddRange(await OpenAsync(Path.Combine(folder, "one")).ConfigureAwait(false));
            say($"writing {Runs} runs");
            BenchTraining.Write(Path.Combine(folder, "many", "run-0"), 50);
            for (var i = 1; i < Runs; i++)
            {
                var copy = Path.Combine(folder, "many", $"run-{i}");
                Directory.CreateDirectory(copy);
                File.Copy(Path.Combine(folder, "many", "run-0", "run.db"), Path.Combine(copy, "run.db"));
            }

            say("listing them");
            rows.AddRange(await ListAsync(Path.Combine(folder, "many")).ConfigureAwait(false));
            say("a training, watched and not");
            rows.AddRange(Slowing("ballast ui", WatchedBench.Apart(Path.Combine(folder, "fast"), work: 1, pairs)));
            rows.AddRange(Slowing("ballast ui", WatchedBench.Apart(Path.Combine(folder, "usual"), work: 20, pairs)));
            var within = await WatchedBench.WithinAsync(Path.Combine(folder, "within"), work: 20, pairs).ConfigureAwait(false);
            rows.AddRange(Slowing("within the training", within));
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

    private static Row[] Slowing(string where, WatchedBench.Slowing it) =>
        [
            new($"steps a second of a training that three readers watch ({where})", it.Rate, ""),
            new("  its step with them, over without", it.Ratio, ""),
            new("  at least (97 %)", it.Low, ""),
            new("  at most", it.High, ""),
            new("  slowest over fastest slice without them", it.Alone, ""),
            .. double.IsNaN(it.Cores) ? Array.Empty<Row>() : [new("  cores that the server takes", it.Cores, "")],
        ];

    private static async Task<double> TimeAsync(HttpClient client, string path)
    {
        var began = Stopwatch.GetTimestamp();
        await client.GetByteArrayAsync(new Uri(path, UriKind.Relative)).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
