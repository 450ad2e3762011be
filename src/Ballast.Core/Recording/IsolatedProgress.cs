namespace Ballast;

/// <summary>Tells several observers how a training goes, none of which can hurt it or one another.</summary>
internal sealed class IsolatedProgress(IEnumerable<ITrainingProgress> observers) : ITrainingProgress
{
    private readonly Isolated<ITrainingProgress>[] _observers = [.. observers.Select(it => new Isolated<ITrainingProgress>(it))];

    public void Begin(TrainingPlan plan)
    {
        foreach (var observer in _observers)
            observer.Call(static (it, what) => it.Begin(what), plan);
    }

    public void Step(StepRecord record, double accuracy)
    {
        foreach (var observer in _observers)
            observer.Call(static (it, step) => it.Step(step.record, step.accuracy), (record, accuracy));
    }

    public void Evaluated(EvaluationRecord evaluation)
    {
        foreach (var observer in _observers)
            observer.Call(static (it, what) => it.Evaluated(what), evaluation);
    }

    public void Saving()
    {
        foreach (var observer in _observers)
            observer.Call(static (it, _) => it.Saving(), 0);
    }

    /// <summary>Tells even those switched off.</summary>
    public void Failed(string reason)
    {
        foreach (var observer in _observers)
            observer.Call(static (it, why) => it.Failed(why), reason, evenIfOff: true);
    }

    /// <summary>Tells even those switched off that it is over: they may hold a screen or a file.</summary>
    public void End(TrainingSummary summary)
    {
        foreach (var observer in _observers)
            observer.Call(static (it, what) => it.End(what), summary, evenIfOff: true);
    }
}
