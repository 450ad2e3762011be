using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Standardises inputs that are far from unit size (raw 0..255 pixels), which explode a network that was initialised for
/// standardised ones: where the data that reach the first weighted module are larger than 8 in every probed batch, a fixed
/// (x - mean) / std is put in front. An <see cref="InputAffine"/> of the model's own is used where there is one.
/// </summary>
internal sealed class InputScale(nn.Module model, IReadOnlyList<Func<Tensor>> losses)
{
    private const double Large = 8;
    private readonly WeightedModule[] _modules = WeightedModule.Of(model);

    /// <summary>The module in front of which the affine stands, null if none was needed.</summary>
    public WeightedModule? Before { get; private set; }

    public double Mean { get; private set; }

    public double Std { get; private set; } = 1;

    /// <summary>Looks, and returns what is to be said of it; null if inputs are fine.</summary>
    public string? Look()
    {
        WeightedModule? first = null;
        var least = double.PositiveInfinity;
        foreach (var loss in losses)
        {
            var (module, size, mean, std) = FirstInput(loss);
            if (module is null || !(size > Large)) return null;
            if (size >= least) continue;
            (first, least, Mean, Std) = (module, size, mean, std);
        }

        if (first is null || !double.IsFinite(least) || !(Std > 0)) return null;
        Before = first;
        return string.Create(CultureInfo.InvariantCulture, $"inputs have size {least:g3}");
    }

    // the input of the first weighted module that is called, if it is data
    private (WeightedModule? Module, double Size, double Mean, double Std) FirstInput(Func<Tensor> loss)
    {
        (WeightedModule? Module, double Size, double Mean, double Std) seen = default;
        var any = false;
        using var scope = NewDisposeScope();
        using (var quiet = new Undisturbed(model))
        {
            var hooks = _modules.Select(module => module.Module.register_forward_pre_hook((_, input) =>
            {
                if (any) return input;
                any = true;
                if (!input.requires_grad) seen = Describe(module, input);
                return input;
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

        return seen;
    }

    private static (WeightedModule, double, double, double) Describe(WeightedModule module, Tensor input)
    {
        using var scope = NewDisposeScope();
        var values = input.detach().to(ScalarType.Float64);
        var mean = values.mean().cpu().item<double>();
        var size = Probe.RootMeanSquare(values);
        return (module, size, mean, Math.Sqrt(Math.Max(0, (size * size) - (mean * mean))));
    }
}
