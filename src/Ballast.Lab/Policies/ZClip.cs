using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Clips gradient norms whose z-score against running mean and variance is above 2.5, and always to 1 (Kumar et al. 2025,
/// arXiv:2504.02507): 25 steps of warm-up, decay 0.97.
/// </summary>
internal sealed class ZClip
{
    private const double Decay = 0.97,
        Threshold = 2.5,
        Max = 1,
        Epsilon = 1e-6;
    private const int Warmup = 25;
    private readonly List<double> _warmup = [];
    private double _mean,
        _variance;

    public void Clip(IReadOnlyList<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        var gradients = Gradients.Of(parameters);
        double norm = Gradients.Norm(gradients);
        if (_warmup.Count < Warmup)
        {
            Gradients.Clip(gradients, norm, Max);
            _warmup.Add(Math.Min(norm, Max));
            if (_warmup.Count < Warmup)
                return;
            _mean = _warmup.Average();
            _variance = _warmup.Average(x => (x - _mean) * (x - _mean));
            return;
        }

        var std = Math.Sqrt(_variance);
        var z = (norm - _mean) / (std + Epsilon);
        var target = z > Threshold ? _mean + (Threshold * std / (z / Threshold)) : norm;
        Gradients.Clip(gradients, norm, Math.Min(target, Max));
        var applied = Math.Min(target, Max);
        _variance = (Decay * _variance) + ((1 - Decay) * (applied - _mean) * (applied - _mean));
        _mean = (Decay * _mean) + ((1 - Decay) * applied);
    }
}
