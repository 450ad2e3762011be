using System.Diagnostics;
using Ballast.Dashboard;

namespace Ballast.Cli;

/// <summary>
/// Whether a training is slower where three browsers look on: one training, and they look on for a slice of it and not for the next.
/// Neighbours are compared, since the same training without anybody is at times a quarter slower than a minute before.
/// </summary>
internal sealed class WatchedBench : IDisposable
{
    private const int Browsers = 3;
    private const double Sure = 1.09; // half of a normal distribution's 97 %

    private static readonly TimeSpan s_slice = TimeSpan.FromSeconds(1), // each reader asks once in it
        s_settle = TimeSpan.FromSeconds(0.3); // what was asked before the change is answered

    private readonly HttpClient _client;
    private readonly CancellationTokenSource _done = new();
    private readonly Task[] _browsers;
    private volatile bool _watched;

    private WatchedBench(Uri address)
    {
        _client = new() { BaseAddress = address };
        _browsers = [.. Enumerable.Range(0, Browsers).Select(_ => Task.Run(BrowseAsync))];
    }

    /// <summary>
    /// Steps a second; time of a step with browsers over without, and the bounds of its median at 97 %; how far slices without them lie
    /// apart; what the server takes while they look on, in cores.
    /// </summary>
    public readonly record struct Slowing(double Rate, double Ratio, double Low, double High, double Alone, double Cores);

    /// <summary>The server as <c>ballast ui</c>, a process of its own.</summary>
    /// <param name="folder">For the run; not there yet.</param>
    /// <param name="work">Of a step.</param>
    /// <param name="pairs">How often slices with and without readers are compared; even.</param>
    public static Slowing Apart(string folder, int work, int pairs)
    {
        var runs = Directory.CreateDirectory(folder).FullName;
        using var process = Process.Start(TrialWorker.Start(["ui", runs, "--no-open"]))!;
        try
        {
            var address = process.StandardOutput.ReadLine() ?? throw new IOException("ballast ui did not start.");
            return Measure(new Uri(address), runs, work, pairs, process);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    /// <summary>The server within the training's process, as by <c>ballast train --ui</c>.</summary>
    /// <param name="folder">For the run; not there yet.</param>
    /// <param name="work">Of a step.</param>
    /// <param name="pairs">How often slices with and without readers are compared; even.</param>
    public static async Task<Slowing> WithinAsync(string folder, int work, int pairs)
    {
        var runs = Directory.CreateDirectory(folder).FullName;
        await using var server = await DashboardServer.StartAsync(new DashboardOptions { Folder = runs }).ConfigureAwait(false);
        return Measure(server.Address, runs, work, pairs, null);
    }

    public void Dispose()
    {
        _done.Cancel();
        Task.WaitAll(_browsers);
        _client.Dispose();
        _done.Dispose();
    }

    private static Slowing Measure(Uri address, string runs, int work, int pairs, Process? serving)
    {
        using var bench = new WatchedBench(address);
        using var writer = Sinks.RunFile(Path.Combine(runs, "run"));
        var training = new BenchTraining(writer, work);
        var cores = new List<double>();
        double Slice(bool watched)
        {
            bench._watched = watched;
            training.Run(s_settle);
            var before = Spent(serving);
            var step = training.Run(s_slice);
            if (watched && serving is not null)
                cores.Add((Spent(serving) - before) / s_slice);
            return step;
        }

        Slice(true); // everything compiled
        Slice(false);
        var (ratios, alone) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < pairs; pair++)
        {
            var (first, second) = (Slice(pair % 2 == 0), Slice(pair % 2 == 1)); // with, without, without, with: a drift is in both
            var (with, without) = pair % 2 == 0 ? (first, second) : (second, first);
            ratios.Add(with / without);
            alone.Add(without);
        }

        // the median lies between these in 97 of 100 cases, whatever the distribution
        ratios.Sort();
        var low = Math.Max(0, (int)((pairs / 2.0) - (Sure * Math.Sqrt(pairs))));
        return new(
            1 / alone.Order().ElementAt(pairs / 2),
            (ratios[(pairs / 2) - 1] + ratios[pairs / 2]) / 2,
            ratios[low],
            ratios[pairs - 1 - low],
            alone.Max() / alone.Min(),
            cores.Count == 0 ? double.NaN : cores.Average()
        );
    }

    private static TimeSpan Spent(Process? process)
    {
        process?.Refresh();
        return process?.TotalProcessorTime ?? default;
    }

    private async Task BrowseAsync()
    {
        while (!_done.IsCancellationRequested)
            try
            {
                foreach (var what in _watched ? new[] { "/api/runs", "/api/runs/run", "/api/runs/run/curves", "/api/runs/run/heat" } : [])
                    using (await _client.GetAsync(new Uri(what, UriKind.Relative), _done.Token).ConfigureAwait(false)) { }
                for (var i = 0; i < 10; i++) // the page asks once a second
                {
                    var before = _watched;
                    await Task.Delay(100, _done.Token).ConfigureAwait(false);
                    if (_watched && !before)
                        break;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }
}
