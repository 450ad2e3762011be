using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The fixed (x - mean) / std that set-up puts in front of a model: into an <see cref="InputAffine"/> of its own where there is
/// one, else by a hook for the lifetime of the model.
/// </summary>
internal sealed class InputStandard(nn.Module model)
{
    private nn.Module<Tensor, Tensor>.HookRemover? _hook;

    /// <summary>What the hook does; null if there is none.</summary>
    public InputScale? Hooked { get; private set; }

    /// <summary>Standardises inputs of this scale.</summary>
    public void Insert(InputScale scale)
    {
        if (model.modules().OfType<InputAffine>().FirstOrDefault() is { } affine)
            affine.Set(affine.Mean + (affine.Std * scale.Mean), affine.Std * scale.Std);
        else
            Hook(scale);
    }

    /// <summary>Standardises in front of the module that the scale names.</summary>
    /// <exception cref="ArgumentException">The model has no such module.</exception>
    public void Hook(InputScale scale)
    {
        var target = WeightedModule.Of(model).FirstOrDefault(candidate => candidate.Name == scale.Module) ?? throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture, $"The saved guard standardises the input of '{scale.Module}', which this model does not have: build the same model."), nameof(scale));
        _hook?.remove();
        var (mean, std) = (scale.Mean, scale.Std);
        _hook = target.Module.register_forward_pre_hook((_, input) =>
        {
            using var centred = input.sub(mean);
            return centred.div(std);
        });
        Hooked = scale;
    }
}
