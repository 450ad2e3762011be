using Ballast.Cli.Tests.Screens;

namespace Ballast.Cli.Tests.Reporting;

/// <summary>Run files of trainings that never were.</summary>
internal static class FakeRun
{
    public static string Write(string folder, Func<long, StepRecord> step, int steps, bool evaluations = true)
    {
        using var writer = new RunFileWriter(folder);
        for (var i = 0; i < steps; i++)
            writer.Write(step(i));
        for (var epoch = 1; evaluations && epoch <= 3; epoch++)
            writer.Evaluated(new EvaluationRecord(epoch * steps / 3, epoch, 1, 0.3 * epoch));
        writer.End(evaluations ? Fake.Summary() : Fake.Summary(accuracy: double.NaN));
        return folder;
    }

    /// <summary>Explodes, and is NaN from step 12 on.</summary>
    public static StepRecord Exploding(long step) =>
        step < 12 ? Fake.Record(step, 2.3 * Math.Exp(step * step * 0.5), Math.Exp(step * step)) : Fake.Record(step, double.NaN, double.NaN);
}
