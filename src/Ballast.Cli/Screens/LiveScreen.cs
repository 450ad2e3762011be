using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ballast.Cli;

/// <summary>
/// A few lines of the terminal that follow the training. They are drawn by a thread of their own, eight times a second: the
/// training thread only counts.
/// </summary>
internal sealed class LiveScreen(IAnsiConsole console, RunFacts facts) : IScreen
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(125);
    private readonly Tally _tally = new(TimeProvider.System);
    private readonly ManualResetEventSlim _over = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private TrainingPlan _plan = new(1, 0, 0, 0);
    private Action<string>? _log;
    private Thread? _thread;

    public void Begin(TrainingPlan plan)
    {
        _plan = plan;
        _tally.Begin(plan);
        _log = SelfLog.Out;
        SelfLog.Out = _lines.Enqueue; // written among the lines, it would be drawn over
        AppDomain.CurrentDomain.ProcessExit += Stop;
        _thread = new Thread(Draw) { IsBackground = true, Name = "Ballast screen" };
        _thread.Start();
    }

    public void Step(StepRecord record, double accuracy)
    {
        _tally.Add(record, accuracy);
        foreach (var notice in record.Notices)
            _lines.Enqueue(facts.Speech.Of($"step {Words.Whole(record.Step)}: {facts.Speech.Said(notice)}"));
    }

    public void Evaluated(EvaluationRecord evaluation)
    {
        _tally.Add(evaluation);
        _lines.Enqueue(Progress.Evaluated(facts.Speech, _plan, evaluation));
    }

    public void End(TrainingSummary summary)
    {
        Stop();
        SummaryBlock.Write(console, summary, _tally.Now, facts);
    }

    public void Dispose()
    {
        Stop();
        _over.Dispose();
    }

    private void Stop(object? sender = null, EventArgs? ending = null)
    {
        if (Interlocked.Exchange(ref _thread, null) is not { } thread)
            return;
        _over.Set();
        thread.Join();
        SelfLog.Out = _log;
        AppDomain.CurrentDomain.ProcessExit -= Stop;
    }

    private void Draw()
    {
        console.WriteLine();
        console.MarkupLineInterpolated(
            facts.Speech.Translated($"[bold]{facts.Title}[/], guard {facts.Guard}, {Words.Whole(_plan.Parameters)} parameters")
        );
        try
        {
            console
                .Live(Text.Empty)
                .AutoClear(true)
                .Start(live =>
                {
                    do
                    {
                        while (_lines.TryDequeue(out var line))
                            console.WriteLine(line.PadRight(console.Profile.Width - 1)); // over the bar
                        live.UpdateTarget(Picture(facts.Speech, _plan, _tally.Now, console.Profile.Width));
                    } while (!_over.Wait(Refresh));
                });
        }
        catch (IOException)
        {
            // the terminal is gone; the training is not
        }

        while (_lines.TryDequeue(out var line))
            console.WriteLine(line);
    }

    /// <summary>The lines for one moment.</summary>
    internal static IRenderable Picture(Speech speech, TrainingPlan plan, Tally.Counts now, int width)
    {
        var grid = new Grid()
            .AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(3))
            .AddColumn(new GridColumn().NoWrap().PadRight(4))
            .AddColumn(new GridColumn().NoWrap().PadRight(3))
            .AddColumn(new GridColumn().NoWrap());
        var isUnmeasured = now.Steps == 0 || (double.IsNaN(now.GradientNorm) && now.LossIsFinite);
        Pair(
            speech.Of($"loss"),
            Progress.Loss(speech, now),
            speech.Of($"gradient norm"),
            isUnmeasured ? "–" : Words.Number(now.GradientNorm)
        );
        Pair(
            speech.Of($"batch accuracy"),
            Words.Percent(now.Accuracy),
            speech.Of($"test accuracy"),
            now.Last is { } last ? speech.Of($"{Words.Percent(last.Accuracy)} after epoch {last.Epoch}") : "–"
        );
        Pair(speech.Of($"speed"), speech.Of($"{Words.Rate(now.Speed)} steps/s"), speech.Of($"time left"), Progress.Left(speech, plan, now));
        var guard = new Grid()
            .AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(3))
            .AddColumn()
            .AddRow(
                new Markup($"[grey]{SummaryBlock.Padded(speech.Of($"guard"), speech.Of($"batch accuracy").GetCellWidth())}[/]"),
                new Text(string.Join(" · ", Progress.Interventions(speech, now, all: true)))
            );
        return new Rows(Bar(speech, plan, now, width), grid, guard);

        void Pair(string a, string x, string b, string y) =>
            grid.AddRow(new Markup($"[grey]{a}[/]"), new Text(x), new Markup($"[grey]{b}[/]"), new Text(y));
    }

    private static Markup Bar(Speech speech, TrainingPlan plan, in Tally.Counts now, int width)
    {
        var share = Progress.Share(plan, now);
        var head = speech.Of($"epoch {Progress.Epoch(plan, now)}/{plan.Epochs}");
        var tail = $"{100 * share, 3:0} %  " + speech.Of($"{Words.Whole(now.Steps)}/{Words.Whole(plan.Steps)} steps");
        var length = Math.Clamp(width - head.GetCellWidth() - tail.GetCellWidth() - 8, 5, 50);
        var done = (int)(share * length);
        return new Markup($"  {head}  [green]{new string('━', done)}[/][grey]{new string('─', length - done)}[/]  {tail}");
    }
}
