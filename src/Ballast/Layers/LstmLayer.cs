using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>A layer of long short-term memory cells over [steps, width].</summary>
internal sealed class LstmLayer(ILayerSettings it) : Layer(it)
{
    private readonly RecurrentSettings _settings = new(it);

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        var (steps, width) = Sequence(input);
        var to = _settings.Out.Of(input.Task);
        CheckRoom(input, 4 * to * (double)(width + to), 4 * to * (double)steps);
        return _settings.Filled(new Lstm(width, to, _settings.EveryStep, _settings.Dropout) { Real = input.Real }, input);
    }
}
