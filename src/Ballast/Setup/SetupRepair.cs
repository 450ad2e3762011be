using System.Globalization;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Rescales the weights of a network by what a probe showed: repeated modules by their growth per call; neighbours by the ratio
/// of their gradients, where gradients grow on their way back. Says what it did.
/// </summary>
internal sealed class SetupRepair
{
    private const double LeastRatio = 1.05,
        MostRatio = 1000;

    public List<string> Said { get; } = [];

    /// <summary>Divides modules that are called again and again by their growth per call; false if none grows.</summary>
    public bool MendLoops(Probe probe)
    {
        var mended = false;
        foreach (var module in probe.Loops)
        {
            var gamma = Trouble.Gamma(probe, module);
            if (gamma <= MendedGrowth)
                continue;
            using (no_grad())
                module.Weight.Shrink(gamma);
            mended = true;
            Say($"{module.Name}.weight / {gamma:g4} (it grew so much per call)");
        }

        return mended;
    }

    /// <summary>Multiplies weights so that gradients are as large before a module as behind it.</summary>
    public void BalanceGradients(Probe probe)
    {
        var (chain, mended) = (probe.Chain, 0);
        for (var i = 0; i + 1 < chain.Length; i++)
        {
            var ratio = probe.GradientSizes[chain[i]][0] / probe.GradientSizes[chain[i + 1]][0];
            if (ratio is not (> LeastRatio and < MostRatio))
                continue;
            using (no_grad())
                chain[i + 1].Weight.Shrink(ratio);
            mended++;
        }

        if (mended > 0)
            Say($"{mended} of {chain.Length} layers rescaled to equal gradients");
    }

    public void Say(FormattableString words) => Said.Add(words.ToString(CultureInfo.InvariantCulture));
}
