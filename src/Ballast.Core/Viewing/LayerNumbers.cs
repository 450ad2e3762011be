namespace Ballast;

/// <summary>One quantity of all parameters in one step, as run files have it.</summary>
internal static class LayerNumbers
{
    /// <param name="step">With its statistics.</param>
    /// <param name="quantity">Of what.</param>
    /// <param name="to">A number for each parameter; <see cref="LayerCells.Unmeasured"/> where there is none.</param>
    public static void Read(RunStep step, LayerQuantity quantity, Span<float> to)
    {
        var numbers = step.Parameters;
        ReadOnlySpan<float> norms = numbers.Of(RunSection.GradientNorms),
            weights = numbers.Of(RunSection.WeightNorms),
            changes = numbers.Of(RunSection.ChangeNorms),
            shares = numbers.Of(RunSection.StepScales);
        to.Fill(LayerCells.Unmeasured);
        if (norms.Length != to.Length)
            return; // recorded without them
        switch (quantity)
        {
            case LayerQuantity.Gradient:
                norms.CopyTo(to);
                var broken = numbers.Of(RunSection.NonFinites);
                // such a norm is over the finite values
                for (var i = 0; i < broken.Length && i < to.Length; i++)
                    if (broken[i] > 0 && float.IsFinite(to[i]))
                        to[i] = float.NaN;
                break;
            case LayerQuantity.Weight:
                if (weights.Length == to.Length)
                    weights.CopyTo(to);
                break;
            case LayerQuantity.Update:
                if (weights.Length == to.Length && changes.Length == to.Length)
                    for (var i = 0; i < to.Length; i++)
                        if (weights[i] != 0)
                            to[i] = changes[i] * (shares.Length == to.Length ? shares[i] : 1) / weights[i];
                break;
            case LayerQuantity.Held:
                var scales = numbers.Of(RunSection.GradientScales);
                for (var i = 0; i < to.Length; i++)
                    to[i] =
                        step.Overruled ? 0
                        : IsRefused(step) ? 1
                        : 1 - ((scales.Length == to.Length ? scales[i] : 1) * (shares.Length == to.Length ? shares[i] : 1));
                break;
        }
    }

    /// <summary>Whether a step was not taken.</summary>
    public static bool IsRefused(RunStep step) => step.Verdict >= VerdictKind.Skip && !step.Overruled;
}
