using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Clips every tensor to 1.05 times the running mean of its own clipped norms (Wang et al. 2025, arXiv:2502.11034); in the first
/// 100 steps to a global norm of 1 while the smallest norm of each tensor is learnt.
/// </summary>
internal sealed class AdaGC
{
    private const double Allowed = 1.05,
        Decay = 0.98,
        WarmupMax = 1;
    private const int Warmup = 100;
    private double[] _usual = [];
    private int _step;

    public void Clip(IReadOnlyList<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        var gradients = Gradients.Of(parameters);
        if (_usual.Length == 0)
            _usual = [.. gradients.Select(_ => double.PositiveInfinity)];
        if (_step++ < Warmup)
        {
            Gradients.Clip(gradients, Gradients.Norm(gradients), WarmupMax);
            for (var i = 0; i < gradients.Length; i++)
                _usual[i] = Math.Min(_usual[i], gradients[i].norm().item<float>());
            return;
        }

        for (var i = 0; i < gradients.Length; i++)
        {
            double norm = gradients[i].norm().item<float>();
            var scale = norm > 0 ? Math.Min(1, Allowed * _usual[i] / norm) : 1;
            if (scale != 1)
                gradients[i].Scale(scale);
            _usual[i] = (Decay * _usual[i]) + ((1 - Decay) * norm * scale);
        }
    }
}
