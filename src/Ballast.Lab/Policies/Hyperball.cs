using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Hyperball (2026): every matrix keeps the norm R that it began with, and goes by the learning rate times R in the direction of the
/// optimizer's update: W becomes R N(W - rate R N(u)), where N makes the norm 1.
/// </summary>
internal sealed class Hyperball : AroundStep
{
    private double[] _radii = [];

    public override void After(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> before, double rate)
    {
        if (_radii.Length == 0)
            _radii = [.. before.Select(Norm)];
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].dim() < 2 || !(_radii[i] > 0))
                continue;
            var update = before[i].sub(parameters[i]);
            var length = Norm(update);
            if (!(length > 0))
                continue;
            var moved = before[i].sub(update.Times(rate * _radii[i] / length));
            parameters[i].copy_(moved.Times(_radii[i] / Norm(moved)));
        }
    }

    private static double Norm(Tensor values) => values.detach().to(ScalarType.Float64).norm().item<double>();
}
