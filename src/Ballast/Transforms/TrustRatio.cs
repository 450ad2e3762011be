namespace Ballast;

/// <summary>
/// The layer-wise trust ratio of LARS as a transform: the gradient of every weight of two and more dimensions gets the norm
/// coefficient |w|, whatever it had (You, Gitman, Ginsburg 2017, arXiv:1708.03888). Vectors, and weights or gradients of zeros, stay as
/// they are.
/// </summary>
internal sealed class TrustRatio(double coefficient) : IGradientTransform
{
    private readonly double _coefficient = Require.Positive(coefficient);

    public string Name => "trust-ratio";

    public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
    {
        GradientTensor[] matrices = [.. gradients.Where(it => !it.Info.IsVector)];
        var sizes = GradientTensors.Norms(matrices);
        var weights = GradientTensors.Norms([.. matrices.Select(it => it with { Gradient = it.Weight.detach() })]);
        for (var i = 0; i < matrices.Length; i++)
            if (sizes[i] > 0 && weights[i] > 0)
                GradientTensors.Scale(matrices[i].Gradient, _coefficient * weights[i] / sizes[i]);
        return null;
    }
}
