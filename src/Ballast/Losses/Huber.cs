using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Half the square up to a difference of delta, beyond it a line of that slope (Huber 1964, doi:10.1214/aoms/1177703732).
/// </summary>
internal sealed class Huber(double delta) : ValueLoss("huber")
{
    private readonly double _delta = Require.Positive(delta);

    protected override Tensor Mean(Tensor output, Tensor target) => nn.functional.huber_loss(output, target, _delta);

    protected override Tensor Best(Tensor target) => ConstantAnswer.Huber(target, _delta);

    internal override string ConstantName => "the middle";
}
