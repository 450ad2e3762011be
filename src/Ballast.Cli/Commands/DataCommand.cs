using System.CommandLine;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary><c>ballast data get NAME</c>: fetches a data set, verified, into the user's data folder.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The data set: fashion-mnist." };
        var folder = new Option<string?>("--to")
        {
            Description = "Folder for the files. Default: the data folder of the user, where training looks.",
        };
        var get = new Command("get", "Fetch a data set with checksums; what is already there and right is kept.") { name, folder };
        get.SetAction(
            async (parsed, cancel) =>
                await Get(parsed.GetValue(name)!, parsed.GetValue(folder), parsed.GetValue(GlobalOptions.Json), cancel)
        );
        return new Command("data", "Data sets.") { get };
    }

    private static async Task<int> Get(string name, string? folder, bool json, CancellationToken cancel)
    {
        if (name == Datasets.FashionMnistSample)
            throw new UsageException($"{name} is part of Ballast: there is nothing to fetch.");
        if (name != Datasets.FashionMnist)
            throw new UsageException($"There is no data set '{name}' to fetch; there is {Datasets.FashionMnist}.");
        var target = folder ?? Datasets.Folder(name);
        var console = Screens.Said(json);
        using var client = new HttpClient();
        await console
            .Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new DownloadedColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(progress => Fetch(progress, new DatasetDownload(client), name, target, cancel));
        console.WriteLine($"{name} is in {target}");
        if (json)
            JsonLine.Write(
                new
                {
                    command = "data",
                    status = "done",
                    folder = target,
                }
            );
        return ExitCode.Done;
    }

    private static async Task Fetch(ProgressContext context, DatasetDownload download, string name, string target, CancellationToken cancel)
    {
        var tasks = new Dictionary<string, ProgressTask>();
        // Progress<T> would hand reports to the thread pool, where they can overtake each other
        await download.FetchAsync(
            DatasetDownload.Files(name),
            target,
            new Receiver(report =>
            {
                if (!tasks.TryGetValue(report.File, out var task))
                    tasks[report.File] = task = context.AddTask(report.File);
                if (report.Total is { } total)
                    task.MaxValue = total;
                task.Value = report.Received;
            }),
            cancel
        );
        foreach (var task in tasks.Values)
            task.Value = task.MaxValue;
    }

    private sealed class Receiver(Action<DownloadProgress> receive) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => receive(value);
    }
}
