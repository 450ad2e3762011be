using System.Globalization;
using static Ballast.SetupConstants;

namespace Ballast;

/// <summary>What a probe shows to be wrong with a network before its first step, most fundamental first.</summary>
internal enum TroubleKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The loss is not finite.</summary>
    Loss,

    /// <summary>A module that is called again and again grows its output or its gradient from call to call.</summary>
    Loop,

    /// <summary>Outputs grow through the depth.</summary>
    Forward,

    /// <summary>Gradients grow on their way back.</summary>
    Backward,
}

/// <summary>The judgement of a probe: numbers in, kind and words out.</summary>
internal readonly record struct Trouble(TroubleKind Kind, string Where)
{
    private static readonly Trouble s_none = new(TroubleKind.None, "");

    public static Trouble Of(Probe probe)
    {
        if (!double.IsFinite(probe.Loss))
            return new(TroubleKind.Loss, $"the loss is {probe.Loss}");
        foreach (var module in probe.Loops)
        {
            var calls = probe.OutputSizes[module].Length;
            if (Math.Pow(Gamma(probe, module), calls) > LargeGrowth)
                return new(TroubleKind.Loop, Say($"{module.Name} grows {Gamma(probe, module):g3} times per call over {calls} calls"));
        }

        foreach (var module in probe.Order)
            if (probe.OutputSizes[module] is [var size] && !(size <= LargeSize))
                return new(TroubleKind.Forward, Say($"the output of {module.Name} has size {size:g3}"));
        var chain = probe.Chain;
        if (chain.Length <= 2)
            return s_none;
        var loudest = chain.MaxBy(module => probe.GradientSizes[module][0])!;
        var growth = probe.GradientSizes[loudest][0] / probe.GradientSizes[chain[^1]][0];
        return growth > LargeGrowth
            ? new(TroubleKind.Backward, Say($"the gradient is {growth:g3} times as large at {loudest.Name} as at {chain[^1].Name}"))
            : s_none;
    }

    /// <summary>How much a module that is called many times grows per call, forwards or backwards, whichever is more.</summary>
    public static double Gamma(Probe probe, WeightedModule module) =>
        Math.Max(Growth(probe.OutputSizes[module]), Growth([.. probe.GradientSizes[module].Reverse()]));

    /// <summary>
    /// Growth per call from the last half against the quarter before it, so that polynomial growth (an identity recurrence that
    /// sums its inputs) cancels; 1 for fewer than 4 calls.
    /// </summary>
    public static double Growth(double[] sizes)
    {
        var n = sizes.Length;
        if (n < GrowthCalls)
            return 1;
        if (!sizes.All(double.IsFinite))
        {
            var finite = sizes.TakeWhile(double.IsFinite).ToArray();
            return finite.Length < 2 ? 2 : Math.Max(2, Math.Pow(finite[^1] / finite[0], 1.0 / (finite.Length - 1)));
        }

        var (late, early) = (Math.Log(sizes[n - 1] / sizes[(n / 2) - 1]), Math.Log(sizes[(n / 2) - 1] / sizes[(n / 4) - 1]));
        var rate = 4 * (late - early) / n;
        return double.IsNaN(rate) ? 1 : Math.Exp(Math.Clamp(rate, -1, 1));
    }

    private static string Say(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
