using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The fixed (x - mean) / std that set-up puts in front of a model: into an <see cref="InputAffine"/> of its own where there is
/// one, which knows one pair of numbers, else by a hook for the lifetime of the model.
/// </summary>
internal sealed class InputStandard(nn.Module model)
{
    private readonly InputAffine? _affine = model.modules().OfType<InputAffine>().FirstOrDefault();
    private nn.Module<Tensor, Tensor>.HookRemover? _hook;

    /// <summary>What the hook does; null if there is none.</summary>
    public InputScale? Hooked { get; private set; }

    /// <summary>Whether each column may have numbers of its own.</summary>
    public bool MayDiffer => _affine is null;

    /// <summary>What was last asked for; null if nothing was.</summary>
    public InputScale? Inserted { get; private set; }

    /// <summary>Standardises inputs of this scale.</summary>
    public void Insert(InputScale scale)
    {
        Inserted = scale;
        if (_affine is null)
            Hook(scale);
        else
            _affine.Set(_affine.Mean + (_affine.Std * scale.Mean[0]), _affine.Std * scale.Std[0]);
    }

    /// <summary>Makes what was standardised so many times larger.</summary>
    public void Widen(double factor)
    {
        if (Hooked is { } scale)
            Hook(scale with { Std = [.. scale.Std.Select(std => std / factor)] });
        else
            _affine!.Set(_affine.Mean, _affine.Std / factor);
    }

    /// <summary>Standardises in front of the module that the scale names.</summary>
    /// <exception cref="ArgumentException">The model has no such module.</exception>
    public void Hook(InputScale scale)
    {
        var target = WeightedModule.Of(model).FirstOrDefault(candidate => candidate.Name == scale.Module)
            ?? throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The saved guard standardises the input of '{scale.Module}', which this model does not have: build the same model."
                ),
                nameof(scale)
            );
        _hook?.remove();
        _hook = target.Module.register_forward_pre_hook(
            (_, input) =>
            {
                using var scope = NewDisposeScope();
                return Standard(input, scale).MoveToOuterDisposeScope();
            }
        );
        Hooked = scale;
    }

    /// <summary>Takes the hook away.</summary>
    public void Remove()
    {
        _hook?.remove();
        (_hook, Hooked, Inserted) = (null, null, null);
    }

    /// <summary>What brings back how it is now.</summary>
    public Action Remember()
    {
        var (hooked, mean, std) = (Hooked, _affine?.Mean ?? 0, _affine?.Std ?? 1);
        return () =>
        {
            _affine?.Set(mean, std);
            if (hooked is not null)
            {
                Hook(hooked);
                return;
            }

            Remove();
        };
    }

    private static Tensor Standard(Tensor input, InputScale scale)
    {
        if (scale is { IsLogarithmic: true, Logarithms: { } logs })
            return Standard(Logarithms.Bend(Standard(input, logs.Middles, logs.Units)), logs.Means, logs.Stds);
        var standard = Standard(input, scale.Mean, scale.Std);
        return scale.HasHeavyTail ? HeavyTail.Bend(standard) : standard;
    }

    private static Tensor Standard(Tensor input, double[] means, double[] stds) => input.sub(Like(input, means)).div(Like(input, stds));

    private static Tensor Like(Tensor input, double[] numbers) =>
        (numbers.Length == 1 ? tensor(numbers[0]) : tensor(numbers)).to(input.dtype).to(input.device);
}
