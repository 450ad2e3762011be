using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Builds the zoo's models of sequences: what reads the input, some recurrent layers or transformer blocks, then a linear
/// <c>readout</c> of the last step, of the mean, or of every step.
/// </summary>
internal sealed class SequenceModel(string name, ModelOptions options)
{
    private static readonly string[] Outputs = ["last", "mean", "all"];
    private readonly LayerList _layers = new(name, options);
    private readonly string _output = options.Output ?? "last";
    private readonly RealSteps? _real = options is { Symbols: not null, Padding: { } padding } ? new(padding) : null;
    private readonly long _width = LayerList.AtLeastOne(options.Width, "width");

    /// <summary>Recurrent layers of one kind, each made from its number of inputs, whether it gives every step, and its dropout.</summary>
    public LayerStack Recurrent(IReadOnlyList<long> inputShape, long outputs, Func<long, bool, CellDropout?, RealSteps?, Recurrence> cell)
    {
        var (_, from) = Read(inputShape, embed: options.Symbols is not null, steps: null);
        var depth = LayerList.AtLeastOne(options.Depth ?? 1, "depth");
        for (var i = 1; i <= depth; i++, from = _width)
        {
            _layers.Add($"recurrent{i}", cell(from, i < depth || _output != "last", _layers.Regularization.Cell(), _real));
            foreach (var (key, dropout) in _layers.Regularization.AfterActivation(i, image: false))
                _layers.Add(key, dropout);
        }

        return End(outputs, isSteps: _output != "last");
    }

    /// <summary>Transformer blocks over learned positions; with a last normalisation where they normalise first.</summary>
    public LayerStack Transformer(IReadOnlyList<long> inputShape, long outputs)
    {
        if (_width % LayerList.AtLeastOne(options.Heads, "heads") != 0)
            throw new ArgumentException(
                $"A width of {_width} cannot be cut into {options.Heads} heads; choose a number of heads that divides it.",
                nameof(inputShape)
            );
        var (steps, _) = Shape(inputShape);
        Read(inputShape, embed: true, steps);
        var depth = LayerList.AtLeastOne(options.Depth ?? 2, "depth");
        for (var i = 1; i <= depth; i++)
            _layers.Add(
                $"block{i}",
                new TransformerBlock(
                    _width,
                    options.Heads,
                    4 * _width,
                    options.NormFirst,
                    options.Causal,
                    Activations.Create(options.Activation ?? "relu"),
                    () => _layers.Regularization.Branch(i - 1, (int)depth),
                    _real,
                    new(options.QkNorm, options.SoftCap)
                )
            );
        if (options.NormFirst)
            _layers.Add("norm", LayerNorm(_width));
        return End(outputs, isSteps: true);
    }

    // an image is a sequence of its rows
    private (long Steps, long Width) Shape(IReadOnlyList<long> inputShape) =>
        (inputShape, options.Symbols) switch
        {
            ([var steps], { }) => (steps, 1),
            ([var steps, var width], null) => (steps, width),
            ([var channels, var rows, var columns], null) => (rows, channels * columns),
            _ => throw new ArgumentException(
                $"{name} needs sequences [steps, width], images [channels, rows, columns], or symbols [steps]; one input here is "
                    + $"[{string.Join(", ", inputShape)}].{Remedy(inputShape)}",
                nameof(inputShape)
            ),
        };

    // numbers, one per step: symbols would be integers
    private static string Remedy(IReadOnlyList<long> inputShape) =>
        inputShape.Count == 1 ? " Give sequences of single numbers as [steps, 1], and symbols as integers." : "";

    private (long Steps, long Width) Read(IReadOnlyList<long> inputShape, bool embed, long? steps)
    {
        var (length, from) = Shape(inputShape);
        if (options.Symbols is { } symbols)
        {
            var tokens = Symbols.Padded(Embedding(LayerList.AtLeastOne(symbols, "symbols"), _width), _real);
            _layers.Add("embed", steps is null ? tokens : new Positions(length, _width, tokens));
            return (length, _width);
        }

        _layers.Add("input", new InputAffine());
        if (inputShape.Count == 3)
            _layers.Add("rows", new Pointwise("Rows", Flat));
        if (!embed)
            return (length, from);
        _layers.Add("embed", new Positions(length, _width, Linear(from, _width)));
        return (length, _width);
    }

    private static Tensor Flat(Tensor x)
    {
        using var turned = x.transpose(1, 2);
        return turned.flatten(2);
    }

    private LayerStack End(long outputs, bool isSteps)
    {
        if (!Outputs.Contains(_output))
            throw Suggestion.Unknown("output", _output, Outputs, nameof(options));
        if (isSteps && _output != "all")
            _layers.Add("steps", new TakeSteps(mean: _output == "mean", _real));
        _layers.Add("readout", Linear(_width, LayerList.AtLeastOne(outputs, "outputs")));
        return _layers.Build(name, Initialise);
    }

    private void Initialise(LayerStack model, Generator weights)
    {
        var init = options.Init ?? Initializations.LeCun();
        foreach (var part in model.modules())
        {
            if (part is Recurrence cell)
                cell.Initialise(init, options.RecurrentInit ?? Initializations.Orthogonal(), weights);
            else if (part is Positions positions)
                positions.Initialise(weights);
            else if (part is Embedding tokens)
                Symbols.Fill(tokens, weights);
            else if (part is TransformerBlock block && options.Init is null)
                block.Initialise(weights);
            else if (
                part is Linear linear
                && !Within<Recurrence>(model, linear)
                && (options.Init is not null || !Within<TransformerBlock>(model, linear))
            )
                init.Apply(linear, weights);
        }
    }

    private static bool Within<T>(LayerStack model, Module part)
        where T : Module => model.modules().OfType<T>().Any(outer => outer.modules().Contains(part));
}
