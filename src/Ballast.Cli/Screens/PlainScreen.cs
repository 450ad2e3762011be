using Spectre.Console;

namespace Ballast.Cli;

/// <summary>
/// Plain lines, for logs and pipes: one for every tenth of the run but not more than one a second, one after half a minute at
/// the latest, one per evaluation, and the summary.
/// </summary>
internal sealed class PlainScreen(IAnsiConsole console, RunFacts facts, bool quiet, TimeProvider clock) : IScreen
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1),
        Most = TimeSpan.FromSeconds(30);
    private readonly Tally _tally = new(clock);
    private TrainingPlan _plan = new(1, 0, 0, 0);
    private long _said = clock.GetTimestamp();
    private double _share;

    public void Begin(TrainingPlan plan)
    {
        _plan = plan;
        _tally.Begin(plan);
        if (!quiet)
            Say(
                facts.Speech.Of($"{facts.Title}, guard {facts.Guard}, {Words.Whole(plan.Parameters)} parameters: ")
                    + facts.Speech.Of($"{facts.Speech.Steps(plan.Steps)} in {plan.Epochs} epochs")
                    + (plan.Done > 0 ? facts.Speech.Of($", going on after {Words.Whole(plan.Done)}") : "")
            );
    }

    public void Step(StepRecord record, double accuracy)
    {
        _tally.Add(record, accuracy);
        if (quiet)
            return;
        foreach (var notice in record.Notices)
            Say(facts.Speech.Of($"step {Words.Whole(record.Step)}: {facts.Speech.Said(notice)}"));
        var silence = clock.GetElapsedTime(_said);
        if (silence < Least)
            return;
        var now = _tally.Now;
        var share = Progress.Share(_plan, now);
        if (share < _share + 0.1 && silence < Most)
            return;
        (_share, _said) = (share, clock.GetTimestamp());
        Say(Line(now));
    }

    public void Evaluated(EvaluationRecord evaluation)
    {
        _tally.Add(evaluation);
        if (!quiet)
            Say(Progress.Evaluated(facts.Speech, _plan, evaluation));
    }

    public void End(TrainingSummary summary) => SummaryBlock.Write(console, summary, _tally.Now, facts);

    public void Dispose() { }

    private string Line(in Tally.Counts now)
    {
        var speech = facts.Speech;
        var parts = new List<string>
        {
            speech.Of($"epoch {Progress.Epoch(_plan, now)}/{_plan.Epochs}"),
            speech.Of($"step {Words.Whole(now.Steps)}/{Words.Whole(_plan.Steps)}"),
            speech.Of($"loss {Progress.Loss(speech, now)}"),
        };
        if (!double.IsNaN(now.Accuracy))
            parts.Add(speech.Of($"batch accuracy {Words.Percent(now.Accuracy)}"));
        if (facts.Guard != "off")
            parts.Add(speech.Of($"gradient norm {Words.Number(now.GradientNorm)}"));
        parts.AddRange(Progress.Interventions(speech, now, all: false));
        parts.Add(speech.Of($"{Words.Rate(now.Speed)} steps/s"));
        parts.Add(speech.Of($"{Progress.Left(speech, _plan, now)} left"));
        return string.Join("  ", parts);
    }

    private void Say(string line) => console.WriteLine(line);
}
