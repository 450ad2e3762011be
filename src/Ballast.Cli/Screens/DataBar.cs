using Spectre.Console;

namespace Ballast.Cli;

/// <summary>Shows how far reading the data is, on a terminal only and only where it takes long enough to be told.</summary>
internal static class DataBar
{
    /// <summary>Runs <paramref name="load"/>; whatever it reports is drawn on the error stream and gone when it ends.</summary>
    public static T Show<T>(bool quiet, Func<IProgress<DataProgress>?, T> load)
    {
        if (quiet || Console.IsErrorRedirected)
            return load(null);
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return console
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => load(new Bar(context)));
    }

    private sealed class Bar(ProgressContext context) : IProgress<DataProgress>
    {
        private readonly Lazy<ProgressTask> _task = new(() => context.AddTask("decoding pictures"));

        public void Report(DataProgress value)
        {
            _task.Value.MaxValue = value.Total;
            _task.Value.Increment(1); // reports come from several threads and may overtake each other
        }
    }
}
