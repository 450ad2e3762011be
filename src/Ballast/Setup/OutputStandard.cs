using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Lets the layers that make a model's outputs work in units of size 1 while it is trained, by hooks: what a layer puts out is multiplied
/// by the units of its columns, and what comes back is weighted, so that a column in thousands does not drown one of size 1 (PopArt, van
/// Hasselt and others, 2016, rescales targets to that end). Units are powers of two, so weights can be multiplied by them and divided again
/// to the bit: files hold the whole layer, and so does the model once the guard is gone.
/// </summary>
internal sealed class OutputStandard(nn.Module model)
{
    private readonly List<(OutputScale Scale, WeightedModule Head, nn.Module<Tensor, Tensor>.HookRemover Hook)> _hooks = [];

    /// <summary>What the hooks do; empty if there are none.</summary>
    public IReadOnlyList<OutputScale> Hooked => [.. _hooks.Select(it => it.Scale)];

    /// <summary>Puts hooks for these scales in place of those that are there. The weights stay what they are.</summary>
    /// <exception cref="ArgumentException">The model has no such module.</exception>
    public void Hook(IReadOnlyList<OutputScale> scales)
    {
        foreach (var it in _hooks)
            it.Hook.remove();
        _hooks.Clear();
        foreach (var scale in scales)
        {
            var head = WeightedModule.Of(model).FirstOrDefault(candidate => candidate.Name == scale.Module)
                ?? throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The saved guard rescales the output of '{scale.Module}', which this model does not have: build the same model."
                    ),
                    nameof(scales)
                );
            _hooks.Add((scale, head, head.Module.register_forward_hook((_, _, output) => Rescale(output, scale))));
        }
    }

    /// <summary>Multiplies the weights by the units: what the layers are without their hooks.</summary>
    public void Fold()
    {
        foreach (var (scale, head, _) in _hooks)
            head.MultiplyRows(scale.Unit);
    }

    /// <summary>Divides them again, to the same bits.</summary>
    public void Unfold()
    {
        foreach (var (scale, head, _) in _hooks)
            head.MultiplyRows([.. scale.Unit.Select(unit => 1 / unit)]);
    }

    /// <summary>Folds the units into the weights and takes the hooks away: the model is whole.</summary>
    public void Remove()
    {
        if (_hooks.TrueForAll(it => !it.Head.Weight.IsInvalid))
            Fold(); // a model may be gone before its guard
        Hook([]);
    }

    /// <summary>What brings the hooks back as they are now.</summary>
    public Action Remember()
    {
        var hooked = Hooked;
        return () => Hook(hooked);
    }

    private static Tensor Rescale(Tensor output, OutputScale scale)
    {
        using var scope = NewDisposeScope();
        var value = output.detach().mul(Like(output, scale.Unit));
        if (!output.requires_grad)
            return value.MoveToOuterDisposeScope();
        var weighted = output.mul(Like(output, [.. scale.Unit.Zip(scale.Weight, (unit, weight) => unit * weight)]));
        return value.Plus(weighted.sub(weighted.detach())).MoveToOuterDisposeScope(); // that value is 0, its gradient is not
    }

    private static Tensor Like(Tensor output, double[] numbers) => tensor(numbers).to(output.dtype).to(output.device);
}
