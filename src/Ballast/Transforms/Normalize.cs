namespace Ballast;

/// <summary>
/// Makes the norm of every parameter's gradient the same number: g becomes norm g / |g|; a gradient of zeros stays (block-normalised
/// gradients: Yu, Huang, Lin et al. 2017, arXiv:1707.04822). In float64, so tiny and huge gradients keep their direction.
/// </summary>
internal sealed class Normalize(double norm) : IGradientTransform
{
    private readonly double _norm = Require.Positive(norm);

    public string Name => "normalize";

    public string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading)
    {
        var norms = GradientTensors.Norms(gradients);
        foreach (var (it, size) in gradients.Zip(norms))
            if (size > 0)
                GradientTensors.Scale(it.Gradient, _norm / size);
        return null;
    }
}
