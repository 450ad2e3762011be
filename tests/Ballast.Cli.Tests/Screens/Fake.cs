namespace Ballast.Cli.Tests.Screens;

/// <summary>A training that never was, the same every time.</summary>
internal static class Fake
{
    public static readonly TrainingPlan Plan = new(3, 100, 64, 79_510);

    public static RunFacts Facts(string guard = "auto", Speech? speech = null) =>
        new("mlp on fashion-mnist-sample, sgd", guard, "runs/1/run.db", Resumable: true) { Speech = speech ?? Speech.English };

    public static StepRecord Record(long step, double loss, double norm, Verdict verdict = default, int capped = 0) =>
        new(new GradientReading(step, loss, [new(new ParameterInfo("w", [2]), norm, norm, double.IsFinite(norm) ? 0 : 1)]), verdict)
        {
            Capped = capped,
        };

    /// <summary>Falls from 2.3; every tenth step is clipped, steps 150 to 152 are skipped.</summary>
    public static StepRecord Healthy(long step) =>
        step switch
        {
            >= 150 and <= 152 => Record(step, double.NaN, 2, Verdict.Skip("loss is NaN")),
            _ when step % 10 == 0 => Record(step, 2.3 / (1 + (step / 50.0)), 40, Verdict.Rescale(0.1, "spike"), capped: step < 20 ? 1 : 0),
            _ => Record(step, 2.3 / (1 + (step / 50.0)), 2),
        };

    public static TrainingSummary Summary(
        TrainingStatus status = TrainingStatus.Trained,
        double loss = 0.4321,
        double accuracy = 0.8456,
        string reason = ""
    ) => new(status, reason, loss, accuracy, 300, 30, 2, 3, 0, 3, TimeSpan.FromSeconds(83));
}
