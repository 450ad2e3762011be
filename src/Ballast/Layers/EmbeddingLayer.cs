using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// A vector for each symbol, [steps] to [steps, out]; normal of standard deviation 1 at first. With learned positions where asked for.
/// </summary>
internal sealed class EmbeddingLayer(ILayerSettings it) : Layer(it)
{
    private readonly LayerSize _out = it.Size("out");
    private readonly bool _positions = it.Flag("positions", false);

    public override bool TakesSymbols => true;

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        var (symbols, to) = (input.Task.Symbols!.Value, _out.Of(input.Task));
        if (input.Shape is not [var steps])
            throw Misfit(input, "it needs a sequence of symbols [steps].", "Choose a data set of symbols.");
        CheckRoom(input, (double)(symbols + steps) * to, (double)steps * to);
        return Symbols.Embedded(symbols, to, _positions ? steps : null, input.Weights, input.Real);
    }
}
