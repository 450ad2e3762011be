using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>A plain recurrent layer over [steps, width].</summary>
internal sealed class RnnLayer(ILayerSettings it) : Layer(it)
{
    private readonly RecurrentSettings _settings = new(it);
    private readonly string _activation = it.Choice("activation", ["tanh", .. Activations.Names.Where(name => name != "tanh")]);

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        var (steps, width) = Sequence(input);
        var to = _settings.Out.Of(input.Task);
        CheckRoom(input, to * (double)(width + to), to * (double)steps);
        var dropout = _settings.Dropout;
        if (dropout is RecurrentDropout)
            throw Misfit(
                input,
                "recurrent-dropout drops what a gate lets in, and a plain recurrent layer has no gates.",
                "Choose variational-dropout or zoneout."
            );
        return _settings.Filled(
            new Rnn(width, to, Activations.Create(_activation), _settings.EveryStep, dropout) { Real = input.Real },
            input
        );
    }
}
