using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Adds a learned vector per step to [steps, width].</summary>
internal sealed class PositionsLayer(ILayerSettings it) : Layer(it)
{
    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        var (steps, width) = Sequence(input);
        CheckRoom(input, (double)steps * width, (double)steps * width);
        var positions = new Positions(steps, width);
        positions.Initialise(input.Weights);
        return positions;
    }
}
