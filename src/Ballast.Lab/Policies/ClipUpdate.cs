using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// As levanter clips updates (Stanford CRFM 2026): where the norm of the change of all weights is more than 3 standard deviations above the
/// mean of the last 128, it is made so long; the norm as it was enters the mean.
/// </summary>
internal sealed class ClipUpdate : AroundStep
{
    private const double Deviations = 3;
    private readonly NormRing _norms = new();

    public override void After(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> before, double rate)
    {
        Tensor[] changes = [.. parameters.Zip(before, (now, then) => now.detach().sub(then))];
        var (norm, limit) = (Gradients.Norm(changes), _norms.Limit(Deviations));
        _norms.Add(norm);
        if (!(norm > limit))
            return;
        for (var i = 0; i < changes.Length; i++)
            parameters[i].copy_(before[i].Plus(changes[i].Times(limit / norm)));
    }
}
