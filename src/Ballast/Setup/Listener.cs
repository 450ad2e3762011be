using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Hooks on the weighted modules of a model that hear one forward and backward pass, the guard's own or the user's, and turn it
/// into a <see cref="Probe"/>. Told to sweep, they also bring outputs to unit size on their way (LSUV: Mishkin, Matas 2016), each
/// measured after everything before it has been mended; the weights follow by <see cref="Sweep"/> once the pass is over, since
/// autograd forbids to change them under it.
/// </summary>
internal sealed class Listener : IDisposable
{
    private const int FirstCalls = 2; // of a loop the second or third call shows it
    private const double LeastDivisor = 1e-3; // what is next to 0 may be so for a reason
    private readonly Dictionary<WeightedModule, List<(Tensor Output, double Size)>> _calls = [];
    private readonly List<WeightedModule> _order = [];
    private readonly HashSet<WeightedModule> _fedByData = [];
    private readonly HashSet<WeightedModule> _loops = [];
    private readonly Dictionary<WeightedModule, double> _divisors = [];
    private readonly List<Action> _removals = [];
    private readonly bool _columnsMayDiffer;

    public Listener(nn.Module model, bool columnsMayDiffer)
    {
        _columnsMayDiffer = columnsMayDiffer;
        foreach (var module in WeightedModule.Of(model))
        {
            var hook = module.Module.register_forward_hook(
                (_, input, output) => IsListening && is_grad_enabled() ? Hear(module, input, output) : output
            );
            _removals.Add(hook.remove);
        }

        // an evaluation or an earlier micro-batch is another pass
        if (model is not nn.Module<Tensor, Tensor> root)
            return;
        TellsPassesApart = true;
        var start = root.register_forward_pre_hook(
            (_, input) =>
            {
                Forget();
                return input;
            }
        );
        _removals.Add(start.remove);
    }

    /// <summary>
    /// Names of the modules whose output is brought to unit size on the way, in forward order; the last one is made no larger.
    /// </summary>
    public IReadOnlyList<string> Swept { get; set; } = [];

    /// <summary>The layers that make the outputs, where they are known; else it is the last one that is called.</summary>
    public IReadOnlyList<WeightedModule> Heads { get; set; } = [];

    /// <summary>The one layer that data reach without another before it; null if there is none, or several.</summary>
    public WeightedModule? OnlyFedByData => _fedByData.Where(module => !module.IsLookup).ToArray() is [var only] ? only : null;

    /// <summary>False while passes are run that are not to be heard.</summary>
    public bool IsListening { get; set; } = true;

    /// <summary>False where the model takes more than one tensor: then its forward passes cannot be counted.</summary>
    public bool TellsPassesApart { get; }

    /// <summary>True once a forward pass was heard.</summary>
    public bool Heard => _order.Count > 0;

    /// <summary>Scale of the data that reached the first weighted module; null if none did.</summary>
    public InputScale? Input { get; private set; }

    /// <summary>Whether a copy of the data is kept.</summary>
    public bool KeepsInput { get; set; }

    /// <summary>The data that reached the first weighted module, [rows, last dimension]; null where they are not kept.</summary>
    public (WeightedModule Module, Tensor Rows)? InputRows { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Forget()
    {
        _calls.Clear();
        _order.Clear();
        _fedByData.Clear();
        _loops.Clear();
        _divisors.Clear();
        (Input, InputRows) = (null, null);
    }

    /// <summary>What was heard.</summary>
    /// <param name="loss">The value of the loss that the pass ended in.</param>
    /// <param name="slope">See <see cref="Probe.Slope"/>.</param>
    public Probe Read(double loss, double slope = double.NaN)
    {
        using var scope = NewDisposeScope();
        return new()
        {
            Loss = loss,
            Slope = slope,
            Excess = HeadPull.Excess(loss, HeadRows()),
            Rows = Rows,
            Input = Input,
            Pulls = Pulls(),
            MayPull = MayPull(),
            Order = [.. _order],
            FedByData = _fedByData.ToHashSet(),
            InLoops = _loops.ToHashSet(),
            OutputSizes = _order.ToDictionary(module => module, module => _calls[module].Select(call => call.Size).ToArray()),
            GradientSizes = _order.ToDictionary(
                module => module,
                module => _calls[module].Select(call => GradientOf(call.Output)).ToArray()
            ),
        };
    }

    /// <summary>Divides the weights as the outputs were divided; returns how many modules it mended.</summary>
    public int Sweep()
    {
        foreach (var (module, divisor) in _divisors)
            module.DivideBy(divisor);
        return _divisors.Count;
    }

    public void Dispose()
    {
        foreach (var remove in _removals)
            remove();
        _removals.Clear();
        Forget();
    }

    private Tensor Hear(WeightedModule module, Tensor input, Tensor output)
    {
        if (!_calls.TryGetValue(module, out var calls))
        {
            if (!module.IsLookup && _order.TrueForAll(before => before.IsLookup) && !input.requires_grad)
            {
                Input = InputScale.Of(module, input, _columnsMayDiffer);
                if (KeepsInput)
                    InputRows = (module, input.detach().reshape(-1, input.ndim == 0 ? 1 : input.shape[^1]).clone());
            }
            _calls[module] = calls = [];
            _order.Add(module);
            _fedByData.Add(module);
        }

        // one call decides: a recurrence may begin with a state of zeros, which needs no gradient either
        if (input.requires_grad)
            _fedByData.Remove(module);

        if (calls.Count is > 0 and <= FirstCalls && ComesFrom(input, calls[^1].Output))
            _loops.Add(module);

        var size = Sizes.RootMeanSquare(output); // now: an activation in place may overwrite it
        if (NeedsMending(module, size))
        {
            var divisor = Math.Max(size, LeastDivisor);
            _divisors[module] = divisor;
            output = output.Over(divisor);
            size /= divisor;
        }

        if (output.requires_grad)
            output.retain_grad();
        calls.Add((output, size));
        return output.alias(); // Sequential disposes what it is given, and the gradient is read later
    }

    // whether an earlier output reaches an input: a backward pass over the way between two neighbouring calls
    private static bool ComesFrom(Tensor input, Tensor output)
    {
        if (!input.requires_grad || !output.requires_grad || input.is_complex())
            return false; // of complex numbers there is no gradient without saying which
        using var scope = NewDisposeScope();
        try
        {
            // not autograd.grad, which ends the process where it fails
            autograd.backward([input.sum()], retain_graph: true, inputs: [output]);
            using var gradient = output.grad;
            output.grad = null;
            return gradient is { IsInvalid: false };
        }
        catch (ExternalException)
        {
            return false; // a way that cannot be gone back is the model's own affair, and nobody may ever want to
        }
    }

    private bool NeedsMending(WeightedModule module, double size) =>
        Swept.Contains(module.Name)
        && double.IsFinite(size)
        && size != 0
        && (size > SweptAbove || (size < SweptBelow && module.Name != Swept[^1] && !module.IsLookup));

    private static double GradientOf(Tensor output) =>
        !output.IsInvalid && output.grad is { } gradient ? Sizes.RootMeanSquare(gradient) : 0;

    /// <summary>See <see cref="HeadPull.Of"/>; empty where no gradient came back.</summary>
    public double[] PullsOf(WeightedModule module) => Gradient(module) is { } gradient ? HeadPull.Of(HeadPull.Errors(gradient)) : [];

    /// <summary>Outputs of all heads and their gradients per sample, in float64; none where one got no gradient.</summary>
    public IReadOnlyList<(Tensor Outputs, Tensor Errors)> HeadRows() =>
        Ends.All(module => Gradient(module) is not null)
            ? [.. Ends.Select(module => (HeadPull.Sample(OutputsOf(module)).to(ScalarType.Float64), HeadPull.Errors(Gradient(module)!)))]
            : [];

    /// <summary>The gradient of each column of a layer's output, added up over the rows; null where none came back.</summary>
    public Tensor? MeanGradientOf(WeightedModule module) => Gradient(module)?.sum(dim: 0);

    // of every head, as far as they are known: the last module as a rule
    private IEnumerable<WeightedModule> Ends => Heads.Count > 0 ? Heads : _order.TakeLast(1);

    private Dictionary<WeightedModule, double> Pulls() =>
        Ends.ToDictionary(module => module, module => PullsOf(module).DefaultIfEmpty().Max());

    private Tensor OutputsOf(WeightedModule module) => _calls[module][0].Output.detach().reshape(-1, _calls[module][0].Output.shape[^1]);

    private long Rows => Ends.Select(module => Gradient(module)?.shape[0] ?? long.MaxValue).DefaultIfEmpty(long.MaxValue).Min();

    private bool MayPull() =>
        _order
            .SkipLast(1)
            .Any(module =>
                module.Module is Linear && Gradient(module) is { } gradient && Sizes.RootMeanSquare(gradient) * gradient.shape[0] > FarPull
            );

    // of a layer that is called once: [rows, columns]
    private Tensor? Gradient(WeightedModule module) =>
        _calls.GetValueOrDefault(module) is [{ Output: { IsInvalid: false } output }] && output.grad is { } gradient
            ? gradient.detach().reshape(-1, gradient.shape[^1])
            : null;
}
