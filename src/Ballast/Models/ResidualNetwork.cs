using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Builds <see cref="Models.ResNet"/>: pre-activation blocks (He et al. 2016, arXiv:1603.05027), with or without normalisation; without it
/// by Fixup (Zhang, Dauphin, Ma 2019, arXiv:1901.09321) or SkipInit (De, Smith 2020, arXiv:2002.10444; as ReZero, Bachlechner et al. 2020,
/// arXiv:2003.04887).
/// </summary>
internal sealed class ResidualNetwork(ModelOptions options)
{
    private static readonly string[] Norms = ["batch", "layer", "group", "none"],
        Kinds = ["conv", "linear"],
        Branches = ["plain", "skip-init", "fixup"];
    private const int LargestGroup = 8;
    private readonly LayerList _layers = new("resnet", options);
    private readonly int _depth = (int)LayerList.AtLeastOne(options.Depth ?? 2, "depth");

    public LayerStack Build(IReadOnlyList<long> inputShape, long outputs)
    {
        if (!Norms.Contains(options.Norm))
            throw Suggestion.Unknown("normalisation", options.Norm, Norms, nameof(options));
        var kind = options.Blocks ?? (inputShape.Count == 3 ? "conv" : "linear");
        if (!Kinds.Contains(kind))
            throw Suggestion.Unknown("kind of block", kind, Kinds, nameof(options));
        if (!Branches.Contains(options.Branch))
            throw Suggestion.Unknown("branch", options.Branch, Branches, nameof(options));
        if (IsFixup && options.Norm != "none")
            throw new ArgumentException(
                $"Branches that begin by fixup do without normalisation, but norm is {options.Norm}: choose norm none.",
                nameof(inputShape)
            );
        _layers.Add("input", new InputAffine());
        var width = kind == "conv" ? AddStages(inputShape) : AddBlocks(inputShape.Aggregate(1L, (product, size) => product * size));
        _layers.Add("readout", Linear(width, LayerList.AtLeastOne(outputs, "outputs")));
        return IsFixup ? _layers.Build("ResNet", Initialise) : _layers.Build("ResNet");
    }

    private bool IsFixup => options.Branch == "fixup";

    // branches of two weighted layers: the first at L^(-1/2) of its scale, the second and the readout at 0 (Zhang et al. 2019)
    private void Initialise(LayerStack model, Generator weights)
    {
        var init = options.Init ?? Initializations.He();
        var blocks = model.children().OfType<Residual>().ToArray();
        foreach (var (name, part) in model.named_children())
        {
            if (part is not Residual block)
            {
                (name == "readout" ? Initializations.Zeros() : init).Apply(part, weights);
                continue;
            }

            init.Apply(block, weights);
            var weighted = WeightedModule.Of(block.Body);
            weighted[0].DivideBy(Math.Sqrt(blocks.Length));
            Initializations.Zeros().Apply(weighted[^1].Module, weights);
        }
    }

    private long AddBlocks(long inputs)
    {
        var width = LayerList.AtLeastOne(options.Width, "width");
        _layers.Add("flatten", Flatten()).Add("first", Linear(inputs, width));
        for (var i = 1; i <= _depth; i++)
            _layers.Add(
                $"block{i}",
                new Residual(Body([(Linear(width, width), width), (Linear(width, width), width)], width, image: false, i - 1, _depth))
            );
        AddEnd(width, image: false);
        return width;
    }

    private long AddStages(IReadOnlyList<long> inputShape)
    {
        if (inputShape is not [var channels, var rows, var columns])
            throw new ArgumentException(
                "resnet with blocks 'conv' needs images [channels, rows, columns]; one input here is "
                    + $"[{string.Join(", ", inputShape)}]. Choose blocks 'linear'.",
                nameof(inputShape)
            );
        if (options.Channels.Count == 0)
            throw new ArgumentException("resnet with blocks 'conv' needs at least one number of channels.", nameof(inputShape));
        foreach (var (stage, width) in options.Channels.Index())
        {
            LayerList.AtLeastOne(width, "channels");
            if (stage == 0)
                _layers.Add("first", Conv2d(channels, width, 3, padding: 1));
            else if (Math.Min(rows, columns) < 1L << stage)
                throw new ArgumentException(
                    $"{options.Channels.Count} stages halve an image of {rows} x {columns} to nothing; give fewer channels.",
                    nameof(inputShape)
                );
            for (var i = 1; i <= _depth; i++)
            {
                var (from, stride) = stage > 0 && i == 1 ? (options.Channels[stage - 1], 2) : (width, 1);
                var body = Body(
                    [(Conv2d(from, width, 3, stride, padding: 1), from), (Conv2d(width, width, 3, padding: 1), width)],
                    from,
                    image: true,
                    (stage * _depth) + i - 1,
                    options.Channels.Count * _depth
                );
                _layers.Add(
                    $"block{(stage * _depth) + i}",
                    new Residual(body, stride == 1 ? null : Conv2d(from, width, 1, stride, bias: false))
                );
            }
        }

        AddEnd(options.Channels[^1], image: true);
        _layers.Add("pool", AdaptiveAvgPool2d(1)).Add("flatten", Flatten());
        return options.Channels[^1];
    }

    // each weighted layer after the normalisation and activation of what reaches it
    private LayerStack Body((Module<Tensor, Tensor> Part, long Width)[] weighted, long from, bool image, int block, int blocks)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        foreach (var (i, (layer, width)) in weighted.Index())
        {
            if (Norm(i == 0 ? from : width, image) is { } norm)
                layers.Add(($"norm{i + 1}", norm));
            if (IsFixup && i == 0)
                layers.Add(("shift0", new ScalarShift())); // later ones have the bias of the layer before them
            layers.Add(($"act{i + 1}", Activations.Create(options.Activation ?? "relu")));
            if (i > 0)
                layers.AddRange(_layers.Regularization.AfterActivation(i + 1, image));
            if (IsFixup)
                layers.Add(($"shift{i + 1}", new ScalarShift()));
            layers.Add(($"{(image ? "conv" : "linear")}{i + 1}", layer));
        }

        if (_layers.Regularization.Branch(block, blocks) is { } dropout)
            layers.Add(("branch", dropout));

        if (options.Branch != "plain")
            layers.Add(("scale", new ScalarScale(IsFixup ? 1 : 0)));
        return new("body", layers);
    }

    private void AddEnd(long width, bool image)
    {
        if (Norm(width, image) is { } norm)
            _layers.Add("norm", norm);
        _layers.Add("act", Activations.Create(options.Activation ?? "relu"));
    }

    private Module<Tensor, Tensor>? Norm(long width, bool image) =>
        (options.Norm, image) switch
        {
            ("batch", true) => BatchNorms.Over2d(width),
            ("batch", false) => BatchNorms.Over1d(width),
            // one group of all channels: the layer norm that does not depend on the size of the image
            ("layer", true) => GroupNorms.Create(1, width),
            ("layer", false) => LayerNorm(width),
            ("group", _) => GroupNorms.Create(Groups(width), width),
            _ => null,
        };

    private static long Groups(long width) =>
        Enumerable.Range(1, LargestGroup).Select(groups => (long)groups).Last(groups => width % groups == 0);
}
