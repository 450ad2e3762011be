using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Repairs a network that explodes before its first step: clippers cannot, since the damage is in the weights. Probes a few
/// batches and, only if all of them show trouble (one clean batch means "data, not network"), rescales weights: repeated
/// modules by their growth per call, else one sweep to unit output size in forward order (LSUV: Mishkin, Matas 2016) and,
/// where gradients grow on their way back, neighbours by the ratio of their gradients. At most 4 rounds of probing and repairing.
/// </summary>
internal sealed class SetupRepair(nn.Module model, IReadOnlyList<Func<Tensor>> losses)
{
    private const int Rounds = 4;
    private const double GrowthWorthMending = 1.02, LargeOutput = 2, SmallOutput = 0.5, LeastRatio = 1.05, MostRatio = 1000;
    private readonly WeightedModule[] _modules = WeightedModule.Of(model);
    private readonly List<string> _done = [];

    /// <summary>What the first probe showed; its call counts are wanted even where there is no trouble.</summary>
    public Probe First { get; private set; } = null!;

    /// <summary>What was wrong, in words; empty if nothing was.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Probes, and repairs where <paramref name="mayRepair"/>; returns what was done.</summary>
    public IReadOnlyList<string> Run(bool mayRepair)
    {
        First = Probe.Run(model, _modules, losses[0]);
        var trouble = Ballast.Trouble.Of(First);
        if (trouble.Kind == TroubleKind.None) return _done;
        var (best, loss) = (First, losses[0]);
        foreach (var other in losses.Skip(1))
        {
            var probe = Probe.Run(model, _modules, other);
            if (Ballast.Trouble.Of(probe).Kind == TroubleKind.None) return _done;
            if (double.IsFinite(probe.Loss) && !(best.Loss <= probe.Loss)) (best, loss) = (probe, other);
        }

        Trouble = Ballast.Trouble.Of(best).Where;
        for (var round = 0; mayRepair && round < Rounds; round++)
        {
            Mend(best, loss);
            best = Probe.Run(model, _modules, loss);
            if (Ballast.Trouble.Of(best).Kind == TroubleKind.None && !best.Loops.Any(module => Ballast.Trouble.Gamma(best, module) > GrowthWorthMending)) break;
        }

        return _done;
    }

    private void Mend(Probe probe, Func<Tensor> loss)
    {
        if (MendLoops(probe)) return;
        var swept = Sweep(probe, loss);
        if (Ballast.Trouble.Of(probe).Kind != TroubleKind.Backward) return;
        // the sweep changed what comes back: balancing by the old gradients would mend twice
        BalanceGradients(swept ? Probe.Run(model, _modules, loss) : probe);
    }

    private bool MendLoops(Probe probe)
    {
        var mended = false;
        foreach (var module in probe.Loops)
        {
            var gamma = Ballast.Trouble.Gamma(probe, module);
            if (gamma <= GrowthWorthMending) continue;
            using (no_grad()) module.Weight.div_(gamma);
            mended = true;
            Say($"{module.Name}.weight / {gamma:g4} (it grew so much per call)");
        }

        return mended;
    }

    // one forward pass: each output is measured after everything before it has been mended
    private bool Sweep(Probe probe, Func<Tensor> loss)
    {
        var (mended, last) = (0, probe.Order.Count > 0 ? probe.Order[^1] : null);
        using var scope = NewDisposeScope();
        using (var quiet = new Undisturbed(model))
        {
            var hooks = probe.Order.Where(module => probe.Outputs[module].Length == 1).Select(module => module.Module.register_forward_hook((_, _, output) =>
            {
                var size = Probe.RootMeanSquare(output);
                if (!double.IsFinite(size) || size == 0 || (size <= LargeOutput && (size >= SmallOutput || module == last))) return output;
                module.DivideBy(size);
                mended++;
                return output.div(size);
            })).ToArray();
            try
            {
                using var off = no_grad();
                loss().Dispose();
            }
            finally
            {
                foreach (var hook in hooks) hook.remove();
            }
        }

        if (mended > 0) Say($"{mended} of {probe.Order.Count} layers rescaled to unit output");
        return mended > 0;
    }

    private void BalanceGradients(Probe probe)
    {
        var once = probe.Order.FindAll(module => probe.Outputs[module].Length == 1);
        var mended = 0;
        for (var i = 0; i + 1 < once.Count; i++)
        {
            var ratio = probe.Gradients[once[i]][0] / probe.Gradients[once[i + 1]][0];
            if (ratio is not (> LeastRatio and < MostRatio)) continue;
            using (no_grad()) once[i + 1].Weight.div_(ratio);
            mended++;
        }

        if (mended > 0) Say($"{mended} of {once.Count} layers rescaled to equal gradients");
    }

    private void Say(FormattableString words) => _done.Add(words.ToString(CultureInfo.InvariantCulture));
}
