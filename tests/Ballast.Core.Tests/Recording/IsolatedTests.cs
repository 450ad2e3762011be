namespace Ballast.Core.Tests.Recording;

[Collection(UsesSelfLog.Name)]
public sealed class IsolatedTests : IDisposable
{
    private readonly List<string> _reports = [];

    public IsolatedTests() => SelfLog.Out = _reports.Add;

    public void Dispose() => SelfLog.Out = null;

    [Fact]
    public void A_failing_sink_hurts_nobody_is_reported_once_and_switched_off()
    {
        var (failing, seen) = (new FailingSink(), new List<long>());
        using (var sinks = new IsolatedSinks([failing, Sinks.From(record => seen.Add(record.Step))]))
        {
            sinks.Begin([]);
            for (var step = 0; step < 10; step++)
                sinks.Write(Some.Record(step));
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(step => (long)step), seen);
        Assert.Equal((1, 2, 1), (failing.Begun, failing.Written, failing.Disposed));
        Assert.Equal(
            ["ballast: FailingSink failed and is switched off after 3 failures; training goes on. InvalidOperationException: begin"],
            _reports
        );
    }

    [Fact]
    public void A_failing_observer_is_told_of_the_end_all_the_same()
    {
        var (failing, healthy) = (new FailingObserver(), new List<string>());
        var progress = new IsolatedProgress([failing, new Listener(healthy.Add)]);
        progress.Begin(new TrainingPlan(1, 2, 3, 4));
        for (var step = 0; step < 5; step++)
            progress.Step(Some.Record(step), 0.5);
        progress.Evaluated(new EvaluationRecord(5, 1, 0.1, 0.9));
        progress.End(new TrainingSummary(TrainingStatus.Trained, "", 0.1, 0.9, 5, 0, 0, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal((3, true), (failing.Steps, failing.Ended));
        Assert.Equal(["begin", "step", "step", "step", "step", "step", "evaluated", "end"], healthy);
        Assert.Single(_reports);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        using var sinks = new IsolatedSinks([Sinks.From(_ => { }), Sinks.From(_ => { })]);
        var progress = new IsolatedProgress([new Listener(_ => { })]);
        var record = Some.Record(0);
        for (var i = 0; i < 100; i++)
            Both();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Both();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Both()
        {
            sinks.Write(record);
            progress.Step(record, 0.5);
        }
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_lost()
    {
        SelfLog.Out = _ => throw new IOException("closed");
        SelfLog.Write("anything");
    }

    private sealed class FailingSink : IRecordSink
    {
        public int Begun { get; private set; }

        public int Written { get; private set; }

        public int Disposed { get; private set; }

        public void Begin(IReadOnlyList<ParameterInfo> parameters) => throw new InvalidOperationException(Begun++ == 0 ? "begin" : "");

        public void Write(StepRecord record) => throw new InvalidOperationException($"write {Written++}");

        public void Dispose() => throw new InvalidOperationException($"dispose {Disposed++}");
    }

    private sealed class FailingObserver : ITrainingProgress
    {
        public int Steps { get; private set; }

        public bool Ended { get; private set; }

        public void Step(StepRecord record, double accuracy) => throw new InvalidOperationException($"step {Steps++}");

        public void End(TrainingSummary summary) => Ended = true;
    }

    private sealed class Listener(Action<string> say) : ITrainingProgress
    {
        public void Begin(TrainingPlan plan) => say("begin");

        public void Step(StepRecord record, double accuracy) => say("step");

        public void Evaluated(EvaluationRecord evaluation) => say("evaluated");

        public void End(TrainingSummary summary) => say("end");
    }
}
