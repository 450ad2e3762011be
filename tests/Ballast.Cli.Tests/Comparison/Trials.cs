using Ballast.Lab;

namespace Ballast.Cli.Tests.Comparison;

/// <summary>Trials that were never run.</summary>
internal static class Trials
{
    public static CompareTrial Of(string task, string technique, int seed, double loss = 0.5, bool survived = true) =>
        new()
        {
            Task = task,
            Technique = technique,
            Seed = seed,
            Survived = survived,
            TestLoss = loss,
            TestAccuracy = survived ? 0.8 : double.NaN,
            GradPeak = 20 + seed,
            GradP99 = 3,
            GradVariance = 2,
            StepSeconds = 0.01,
            PeakBytes = 1e8,
            Curve = [2, 1, loss],
            Flips = 4,
        };

    public static CompareSummary Summary(params string[] techniques)
    {
        CompareTrial[] trials =
        [
            Of("sgd-rate", "baseline", 1, double.NaN, survived: false),
            Of("sgd-rate", "baseline", 2, 3),
            Of("sgd-rate", "baseline", 3, double.NaN, survived: false),
            .. Enumerable
                .Range(1, 3)
                .Select(seed =>
                    Of("sgd-rate", "clip-1", seed, seed / 10.0) with
                    {
                        StepSeconds = 0.011 * seed,
                        PeakBytes = 1.5e8,
                        GradVariance = 1,
                    }
                ),
            .. Enumerable.Range(1, 3).Select(seed => Of("sgd-rate", "zoneout-0.2", seed) with { Applies = false }),
            .. Enumerable
                .Range(1, 3)
                .SelectMany(seed =>
                    new[]
                    {
                        Of("calm-sgd", "baseline", seed, 0.4),
                        Of("calm-sgd", "clip-1", seed, 0.4),
                        Of("calm-sgd", "zoneout-0.2", seed) with
                        {
                            Applies = false,
                        },
                    }
                ),
        ];
        return new([.. ComparisonTechniques.All.Where(it => techniques.Contains(it.Name))], trials);
    }
}
