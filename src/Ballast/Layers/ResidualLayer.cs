using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// x plus what a list of layers makes of it (He et al. 2016, arXiv:1512.03385). Where they change the shape, <c>shortcut: project</c> puts
/// a linear layer or a 1 x 1 convolution on the other path.
/// </summary>
internal sealed class ResidualLayer(ILayerSettings it) : Layer(it)
{
    private readonly IReadOnlyList<Layer> _layers = it.Layers("layers");
    private readonly bool _project = it.Choice("shortcut", ["identity", "project"]) == "project";
    private readonly bool _startsAtZero = it.Choice("branch", ["plain", "skip-init"]) == "skip-init";
    private readonly Initialization? _init = it.Init("init");

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        var (built, output) = LayerChain.Build(_layers, input);
        var (from, to) = (input.Shape, output.shape[1..]);
        if (!_project && !from.AsSpan().SequenceEqual(to))
            throw Misfit(
                input,
                $"its layers make {LayerException.Shape(to)} of that, and a residual block adds both.",
                "Let its last layer give the shape that arrives, or set 'shortcut: project'."
            );
        if (_startsAtZero)
            built = [.. built, ("scale", new ScalarScale(0))];
        return new Residual(new LayerStack("body", built), _project ? Filled(Projection(input, from, to), _init, input) : null);
    }

    private Module<Tensor, Tensor> Projection(LayerInput input, long[] from, long[] to) =>
        (from, to) switch
        {
            ([var a], [var b]) => Linear(a, b, hasBias: false),
            ([var s, var a], [var t, var b]) when s == t => Linear(a, b, hasBias: false),
            ([var a, var l], [var b, var k]) => Conv1d(a, b, 1, Stride(l, k), bias: false),
            ([var a, var l, _], [var b, var k, _]) => Conv2d(a, b, 1, Stride(l, k), bias: false),
            _ => throw Misfit(
                input,
                $"its layers make {LayerException.Shape(to)} of that, which no projection does.",
                "Take flatten and global pooling out of the block."
            ),
        };

    private static long Stride(long from, long to) => Math.Max(1, (from + to - 1) / to);
}
