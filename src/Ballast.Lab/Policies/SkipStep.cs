using TorchSharp.Modules;

namespace Ballast.Lab;

/// <summary>
/// As levanter and OLMo skip steps (2026): where the loss or the norm of the gradient is more than 6 standard deviations above the mean of
/// the last 128, the outlier included from then on; the optimizer's state stays.
/// </summary>
internal sealed class SkipStep : AroundStep
{
    private const double Deviations = 6;
    private readonly NormRing _losses = new(),
        _norms = new();

    public override bool Allows(double loss, IReadOnlyList<Parameter> parameters)
    {
        var norm = Gradients.Norm(Gradients.Of(parameters));
        var allows = !(loss > _losses.Limit(Deviations)) && !(norm > _norms.Limit(Deviations));
        _losses.Add(loss);
        _norms.Add(norm);
        return allows;
    }
}
