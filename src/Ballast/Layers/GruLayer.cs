using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>A layer of gated recurrent units over [steps, width].</summary>
internal sealed class GruLayer(ILayerSettings it) : Layer(it)
{
    private readonly RecurrentSettings _settings = new(it);

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        var (steps, width) = Sequence(input);
        var to = _settings.Out.Of(input.Task);
        CheckRoom(input, 3 * to * (double)(width + to), 3 * to * (double)steps);
        return _settings.Filled(new Gru(width, to, _settings.EveryStep, _settings.Dropout) { Real = input.Real }, input);
    }
}
