using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Hooks on the leaves of a model that hear one forward and backward pass and turn it into a <see cref="ModelReading"/>. The pass is taken
/// back: buffers, gradients and the random state stay as they were.
/// </summary>
internal sealed class ModelProbe : IDisposable
{
    private readonly nn.Module _model;
    private readonly Dictionary<nn.Module, Heard> _heard = [];
    private readonly List<Heard> _order = [];
    private readonly List<Action> _removals = [];
    private readonly List<(string Name, Embedding Table, Tensor Symbols)> _lookups = [];
    private readonly HashSet<nn.Module> _weighted;
    private bool _isListening,
        _endsInLeaf; // whether the model's output is that of the leaf that was called last
    private Tensor? _input,
        _output,
        _instead; // of what the model gives

    public ModelProbe(nn.Module model)
    {
        _model = model;
        _weighted = [.. WeightedModule.Of(model).Select(it => (nn.Module)it.Module)];
        foreach (var (name, module) in model.named_modules().Prepend((name: "model", module: model)))
            if (module is nn.Module<Tensor, Tensor> leaf && leaf.children().All(child => child is RandomState))
            {
                _removals.Add(leaf.register_forward_hook((_, input, output) => Hear(name, leaf, input, output)).remove);
                if (leaf is Embedding table)
                    _removals.Add(leaf.register_forward_pre_hook((_, input) => LookUp(name, table, input)).remove);
            }

        if (model is not nn.Module<Tensor, Tensor> root)
            return;
        _removals.Add(
            root.register_forward_pre_hook(
                (_, input) =>
                {
                    _input ??= input.alias();
                    return input;
                }
            ).remove
        );
        _removals.Add(
            root.register_forward_hook(
                (_, _, output) =>
                {
                    if (_instead is not null)
                        return _instead.alias();
                    _endsInLeaf = _order is [.., var last] && (ReferenceEquals(last.Given, output) || last.Gave(output));
                    _output ??= output.detach().alias();
                    return output;
                }
            ).remove
        );
    }

    /// <summary>One pass of one batch.</summary>
    /// <param name="lossOf">The loss of the batch; runs the model through <c>call()</c>.</param>
    /// <param name="target">Its targets, where they are known.</param>
    /// <param name="targets">Those of all batches that are at hand.</param>
    /// <param name="setting">How the model is trained; what is not known of the loss is found out.</param>
    /// <param name="trivial">The loss of the best constant answer, where it is known.</param>
    public ModelReading Read(Func<Tensor> lossOf, Tensor? target, Tensor? targets, TrainingSetting setting, double trivial = double.NaN)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(_model);
        (_input, _output) = (null, null);
        _heard.Clear();
        _order.Clear();
        _lookups.Clear();
        using var on = enable_grad();
        _isListening = true;
        var loss = lossOf();
        _isListening = false;
        var value = LossValue.Read(loss);
        if (loss.requires_grad)
            loss.backward();
        var guessed = setting.Loss.Length == 0 && _output is { } output && target is not null ? Guess(lossOf, output, target, value) : "";
        var known = setting.Loss.Length > 0 ? setting : setting with { Loss = guessed };
        return new()
        {
            Loss = value,
            TrivialLoss = double.IsFinite(trivial) || (targets ?? target) is not { } all ? trivial : LossGuess.Trivial(known.Loss, all),
            Setting = known with { Batch = known.Batch > 0 ? known.Batch : _input?.shape.FirstOrDefault() ?? 0 },
            Layers = [.. _order.Select(it => it.Reading())],
            Weights = Weights(),
            UnsetNorms = [.. UnsetNorm.Find(_model, _model.parameters()).Select(it => (it.Name, it.Scale, it.Shift))],
            Input = _input is { } x && x.is_floating_point() ? SignalMeter.Read(x) : null,
            InputColumns = _input is { } columns ? SignalMeter.Columns(columns) : 1,
            Output = _output is null ? null : SignalMeter.Read(_output),
            OutputForm =
                _output is null || _order is not [.., var last] ? OutputForm.Free : OutputGuess.Of(_output, last.Type, _endsInLeaf),
            Edge = _output is null ? EdgeKind.None : Edge(lossOf, _output),
            Outputs = _output is { ndim: > 1 } ? _output.shape[^1] : 1,
            Target = target is { } y && y.is_floating_point() ? SignalMeter.Read(y) : null,
            TargetRange = (targets ?? target) is { } range ? SignalMeter.Range(range) : (double.NaN, double.NaN),
            Classes = (targets ?? target) is { } t ? LossGuess.Classes(t) : 0,
            Lookups = [.. _lookups.Select(it => LookupMeter.Read(it.Name, it.Table, it.Symbols))],
        };
    }

    public void Dispose()
    {
        foreach (var remove in _removals)
            remove();
        _removals.Clear();
    }

    // which loss it is, by its value for these outputs and for others
    private string Guess(Func<Tensor> lossOf, Tensor output, Tensor target, double value)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var shaken = LossGuess.Shaken(output);
        var other = Instead(shaken, () => LossValue.Read(lossOf()), double.NaN);
        return LossGuess.Name(target, (output, value), (shaken, other));
    }

    // how the loss bears confident answers, right ones and wrong ones
    private EdgeKind Edge(Func<Tensor> lossOf, Tensor output)
    {
        if (!output.is_floating_point())
            return EdgeKind.None;
        using var scope = NewDisposeScope();
        using var on = enable_grad();
        var sure = LossGuess.Confident(output).requires_grad_();
        return Instead(
            sure,
            () =>
            {
                var loss = lossOf();
                if (!double.IsFinite(LossValue.Read(loss)))
                    return EdgeKind.Loss;
                if (!loss.requires_grad)
                    return EdgeKind.None;
                loss.backward();
                return sure.grad is { IsInvalid: false } gradient && !SignalMeter.Read(gradient).IsFinite
                    ? EdgeKind.Gradient
                    : EdgeKind.None;
            },
            EdgeKind.None
        );
    }

    // asks with other outputs in the place of the model's; a loss may refuse such as no model of its own would give
    private T Instead<T>(Tensor outputs, Func<T> ask, T otherwise)
    {
        _instead = outputs;
#pragma warning disable CA1031
        try
        {
            return ask();
        }
        catch (Exception)
        {
            return otherwise;
        }
        finally
        {
            _instead = null;
        }
#pragma warning restore CA1031
    }

    private Tensor LookUp(string name, Embedding table, Tensor input)
    {
        if (!_isListening)
            return input;
        LookupMeter.Check(name, table, input);
        if (_lookups.TrueForAll(it => it.Table != table))
            _lookups.Add((name, table, input.alias()));
        return input;
    }

    private Tensor Hear(string name, nn.Module<Tensor, Tensor> module, Tensor input, Tensor output)
    {
        if (!_isListening)
            return output;
        var type = module is Pointwise or BatchNorms ? module.GetName() : module.GetType().Name;
        var signal = SignalMeter.Read(output, type);
        if (!_heard.TryGetValue(module, out var heard))
        {
            var before = _order.FindLast(it => ReferenceEquals(it.Given, input));
            _heard[module] = heard = new(name, type)
            {
                IsWeighted = _weighted.Contains(module),
                FollowsWeighted = before is { IsWeighted: true } && _weighted.Contains(module),
                Input = input.is_floating_point() ? SignalMeter.Read(input) : default,
                First = signal,
                Output = output,
            };
            _order.Add(heard);
            if (output.requires_grad)
                output.retain_grad();
        }

        heard.Calls++;
        heard.Last = signal.Rms;
        var given = output.alias(); // Sequential disposes what it is given, and the gradient is read later
        heard.Given = given;
        return given;
    }

    private WeightReading[] Weights()
    {
        using var off = no_grad();
        return [.. _model.named_parameters().Select(it => Weight(it.name, it.parameter))];
    }

    private static WeightReading Weight(string name, Parameter parameter)
    {
        using var scope = NewDisposeScope();
        var values = SignalMeter.Read(parameter);
        var gradient = parameter.grad is { IsInvalid: false } grad ? SignalMeter.Read(grad) : new(double.NaN, 0, 0, 0);
        return new(new(name, parameter.shape), values.Rms, gradient.Rms)
        {
            NonFinite = values.NonFinite,
            GradientNonFinite = gradient.NonFinite,
            IsConstant = parameter.numel() > 1 && parameter.eq(parameter.flatten()[0]).all().cpu().item<bool>(),
        };
    }

    private sealed class Heard(string name, string type)
    {
        public string Type => type;

        public int Calls { get; set; }

        public double Last { get; set; }

        public Tensor? Given { get; set; }

        public bool Gave(Tensor output) =>
            First.Count == output.numel() && SignalMeter.Read(output) is var it && it.Peak == First.Peak && it.Rms == First.Rms;

        public required bool IsWeighted { get; init; }

        public required bool FollowsWeighted { get; init; }

        public required SignalReading Input { get; init; }

        public required SignalReading First { get; init; }

        public required Tensor Output { get; init; }

        public LayerReading Reading() =>
            new(name, type)
            {
                Calls = Calls,
                IsWeighted = IsWeighted,
                FollowsWeighted = FollowsWeighted,
                Input = Input,
                Output = First,
                Growth = First.Rms > 0 ? Last / First.Rms : 1,
                Gradient = !Output.IsInvalid && Output.grad is { IsInvalid: false } gradient ? SignalMeter.Read(gradient) : default,
            };
    }
}
