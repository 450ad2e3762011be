using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Hooks on every module of a model that look at what goes in and comes out, in one pass, and keep the first that is not finite.
/// </summary>
internal sealed class PassTrace : IDisposable
{
    private readonly List<Action> _removals = [];
    private readonly List<(string Name, bool IsLeaf, Tensor Output)> _outputs = [];
    private readonly Stack<string> _open = new();
    private string _last = "";

    public PassTrace(nn.Module model)
    {
        foreach (var (name, module) in model.named_modules().Prepend((name: "", module: model)))
            if (module is nn.Module<Tensor, Tensor> unary)
            {
                _removals.Add(unary.register_forward_pre_hook((_, input) => Enter(name, input)).remove);
                _removals.Add(
                    unary.register_forward_hook((_, input, output) => Leave(name, !unary.children().Any(), input, output)).remove
                );
            }
    }

    /// <summary>What the model was given, where that is numbers.</summary>
    public SignalReading? Input { get; private set; }

    /// <summary>What it gave.</summary>
    public SignalReading? Output { get; private set; }

    /// <summary>The first tensor that is not finite, and where it was made.</summary>
    public (string Where, string Behind, Tensor Tensor, SignalReading Signal, double LargestInput)? FirstBad { get; private set; }

    /// <summary>Runs a backward pass, and says in which module gradients cease to be finite on their way back.</summary>
    public (string Where, string Behind) LastBadGradient(Action backward)
    {
        foreach (var (_, _, output) in _outputs)
            if (output.requires_grad)
                output.retain_grad();
        backward();
        // from the loss back: the output behind the last finite gradient
        for (var i = _outputs.Count - 1; i >= 0; i--)
        {
            var (name, isLeaf, output) = _outputs[i];
            if (!isLeaf || output.grad is not { IsInvalid: false } gradient || SignalMeter.Read(gradient).IsFinite)
                continue;
            var next = _outputs.FindIndex(i + 1, it => it.IsLeaf && it.Output.grad is { IsInvalid: false });
            return next < 0 ? ("", name) : (_outputs[next].Name, name);
        }

        // every output's gradient is finite: the first module's own
        return (_outputs.Find(it => it.IsLeaf) is { Name: { } first } ? first : "", "");
    }

    public void Dispose()
    {
        foreach (var remove in _removals)
            remove();
    }

    private Tensor Enter(string name, Tensor input)
    {
        var signal = Read(input);
        if (name.Length == 0)
            Input ??= signal;
        else if (FirstBad is null && signal is { IsFinite: false } && Input is not { IsFinite: false })
            // made between two modules, by the one that both stand in
            FirstBad = (_open.TryPeek(out var around) ? around : "", _last, input.alias(), signal.Value, double.NaN);
        _open.Push(name);
        return input;
    }

    private Tensor Leave(string name, bool isLeaf, Tensor input, Tensor output)
    {
        _open.TryPop(out _);
        var signal = Read(output);
        if (name.Length == 0)
            Output ??= signal;
        if (
            FirstBad is null
            && signal is { IsFinite: false }
            && Read(input) is null or { IsFinite: true }
            && signal is { } bad
            && !bad.IsFinite
        )
            FirstBad = (name, isLeaf ? "" : _last, output.alias(), bad, Read(input)?.Peak ?? double.NaN);
        _last = name;
        _outputs.Add((name, isLeaf, output));
        return output.alias(); // Sequential disposes what it is given
    }

    private static SignalReading? Read(Tensor values) => values.is_floating_point() ? SignalMeter.Read(values) : null;
}
