using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Hooks that look, while steps are being refused, whether what goes into the model and comes out of its layers is finite, and how large it
/// is. Attached with the first refusal and gone once all is well, so that a healthy training never meets them. They change nothing.
/// </summary>
internal sealed class PassWatch : IDisposable
{
    private readonly List<Action> _removals = [];
    private bool _seen,
        _inputIsFinite = true,
        _outputIsFinite = true;
    private double _inputPeak,
        _outputPeak;
    private string _last = "",
        _where = "";

    public PassWatch(nn.Module model)
    {
        if (model is nn.Module<Tensor, Tensor> root)
        {
            var start = root.register_forward_pre_hook(
                (_, input) =>
                {
                    if (is_grad_enabled())
                        Begin(input);
                    return input;
                }
            );
            _removals.Add(start.remove);
        }

        foreach (var module in WeightedModule.Of(model))
        {
            if (module.Module == model)
                continue;
            var hook = module.Module.register_forward_hook((_, input, output) => See(module.Name, input, output));
            _removals.Add(hook.remove);
        }

        if (model is not nn.Module<Tensor, Tensor> whole)
            return;
        var end = whole.register_forward_hook((_, input, output) => See("", input, output));
        _removals.Add(end.remove);
    }

    /// <summary>What was seen since the last call; null where no pass went through <c>call()</c>.</summary>
    public PassReading? Take()
    {
        if (!_seen)
            return null;
        var pass = new PassReading(_inputIsFinite, _inputPeak, _outputIsFinite, _outputPeak, _where);
        (_seen, _inputIsFinite, _outputIsFinite, _inputPeak, _outputPeak, _last, _where) = (false, true, true, 0, 0, "", "");
        return pass;
    }

    public void Dispose()
    {
        foreach (var remove in _removals)
            remove();
        _removals.Clear();
    }

    // several micro-batches may make one step
    private void Begin(Tensor input)
    {
        var (comes, size) = Look(input);
        (_seen, _last, _inputIsFinite, _inputPeak) = (true, "the input", _inputIsFinite && comes, Math.Max(_inputPeak, size));
    }

    private Tensor See(string name, Tensor input, Tensor output)
    {
        if (!is_grad_enabled())
            return output;
        if (!_seen)
            Begin(input);
        else if (name.Length > 0 && _outputIsFinite && !Look(input).IsFinite)
            (_outputIsFinite, _where) = (false, $" (first between {_last} and {name})");
        (var goes, _outputPeak) = Look(output);
        if (!goes && _outputIsFinite)
            (_outputIsFinite, _where) = (
                false,
                name.Length > 0 ? $" (first in {name})"
                : _last.Length > 0 ? $" (first behind {_last})"
                : ""
            );
        if (name.Length > 0)
            _last = name;
        return output;
    }

    private static (bool IsFinite, double Peak) Look(Tensor values)
    {
        if (!values.is_floating_point() || values.numel() == 0)
            return (true, 0);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var magnitudes = values.detach().abs();
        var finite = magnitudes.isfinite();
        var peak = magnitudes.Masked(finite.logical_not(), 0).max().to(ScalarType.Float64).item<double>();
        return (finite.all().item<bool>(), peak);
    }
}
