using CsCheck;

namespace Ballast.Core.Tests;

/// <summary>Values for tests: readings and records from a few numbers, and generators of them.</summary>
internal static class Some
{
    public static GradientReading Reading(long step, double loss, params double[] norms) =>
        new(step, loss, [.. norms.Select((norm, i) => Parameter(i, norm))]);

    public static ParameterReading Parameter(int index, double norm) =>
        new(new ParameterInfo($"layer{index}.weight", [4, 3]), norm, norm / 2, double.IsFinite(norm) ? 0 : 1);

    public static StepRecord Record(long step, double loss = 1, double norm = 1, Verdict verdict = default) =>
        new(Reading(step, loss, norm), verdict);

    /// <summary>A record as a guard with a cap makes it, whatever the number of parameters.</summary>
    public static StepRecord Record(long step, int parameters)
    {
        var (readings, updates) = (new ParameterReading[parameters], new ParameterUpdate[parameters]);
        for (var i = 0; i < parameters; i++)
        {
            readings[i] = Parameter(i, 1 + i);
            updates[i] = new ParameterUpdate(0.01 * (i + 1), 2 + i, 1);
        }

        return new(new GradientReading(step, 0.5, readings), Verdict.Proceed, updates) { LearningRate = 0.1, UpdateRatio = 0.01 };
    }

    /// <summary>Norms as trainings have them: mostly ordinary, at times enormous, zero or not finite.</summary>
    public static readonly Gen<double> Norm = Gen.Frequency(
        (12, Gen.Double[-3, 3].Select(Math.Exp)),
        (2, Gen.Double[3, 400].Select(Math.Exp)),
        (1, Gen.Const(0.0)),
        (1, OneOf(double.NaN, double.PositiveInfinity))
    );

    public static readonly Gen<double> Loss = Gen.Frequency(
        (12, Gen.Double[0, 10]),
        (1, OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity))
    );

    /// <summary>Steps of a model with three parameters.</summary>
    public static readonly Gen<GradientReading[]> Readings = Gen.Select(Loss, Norm.Array[3])
        .Array[0, 40]
        .Select(steps => steps.Select((it, i) => Reading(i, it.Item1, it.Item2)).ToArray());

    public static readonly Gen<string> Word = OneOf("a", "b", "c", "");

    private static readonly Gen<double> Scale = Gen.OneOf(Gen.Double[0.001, 1], Gen.Const(1.0), Gen.Const(0.5), Gen.Const(double.Epsilon));

    /// <summary>Every kind of verdict; rescales for all or for three parameters.</summary>
    public static readonly Gen<Verdict> Verdicts = Gen.OneOf(
        Gen.Const(Verdict.Proceed),
        Gen.Select(Scale, Word, Verdict.Rescale),
        Gen.Select(Scale.Array[3], Word, (scales, why) => Verdict.RescaleEach(scales, why)),
        Gen.Select(Scale, Scale.Array[3], Word, (one, each, why) =>
            Verdict.Join(Verdict.Rescale(one, why), Verdict.RescaleEach(each, why))
        ),
        Word.Select(Verdict.Skip),
        Word.Select(Verdict.Rollback),
        Word.Select(Verdict.Halt)
    );

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
