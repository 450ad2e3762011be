using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The largest singular value of a weight as a matrix [out, rest], by power iteration that goes on from pass to pass from a vector in a
/// buffer. Differentiable in the weight: with the singular vectors u and v held, it is u' W v.
/// </summary>
/// <remarks>
/// What others stumbled over: a weight of zeros (the vector would be lost for good), evaluation before any training (the vector is set from
/// the weight when the layer is made), two passes before one backward pass (the graph holds copies, not the buffer).
/// </remarks>
internal static class SingularValue
{
    private const int Round = 30,
        Rounds = 10,
        Unstored = 3; // iterations of a pass that leaves no trace
    private const double Still = 1e-6; // the relative growth of the value in a round that is none
    private const double Nothing = 1e-12;

    /// <summary>
    /// A vector to begin with, [out]: so near the first left singular one that the value stands still. Where the two largest values are
    /// close, the vector takes hundreds of iterations, and with fewer the value of the first pass would not be that of the next: it changes
    /// by 0.3 / n² in two iterations after n at the worst.
    /// </summary>
    public static Tensor Begin(Tensor weight)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var matrix = weight.detach().flatten(1);
        using var generator = new Generator((ulong)SplitMix.Seed(1, matrix.shape[0]));
        var random = empty(matrix.shape[0], dtype: ScalarType.Float32).normal_(0, 1, generator).to(matrix.dtype).to(matrix.device);
        var left = random.div(random.norm());
        var before = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            left = Iterate(matrix, left, Round);
            var value = matrix.t().mv(left).norm().to(ScalarType.Float64).item<double>();
            if (!(value > before * (1 + Still)))
                break;
            before = value;
        }

        return left.DetachFromDisposeScope();
    }

    /// <summary>The value, a scalar of the caller's scope.</summary>
    /// <param name="weight">With its graph.</param>
    /// <param name="left">The buffer.</param>
    /// <param name="stores">Whether the buffer moves on.</param>
    public static Tensor Of(Tensor weight, Tensor left, bool stores)
    {
        using var scope = NewDisposeScope();
        Tensor u,
            v;
        using (no_grad())
        {
            var matrix = weight.detach().flatten(1);
            u = Iterate(matrix, left.clone(), stores ? 1 : Unstored);
            v = Unit(matrix.t().mv(u), u.new_zeros(matrix.shape[1]));
            if (stores)
                left.copy_(u);
        }

        return weight.flatten(1).mv(v).dot(u).MoveToOuterDisposeScope();
    }

    private static Tensor Iterate(Tensor matrix, Tensor left, int times)
    {
        for (; times > 0; times--)
            left = Unit(matrix.mv(Unit(matrix.t().mv(left), left.new_zeros(matrix.shape[1]))), left);
        return left;
    }

    // of nothing: what was there before
    private static Tensor Unit(Tensor vector, Tensor before)
    {
        var norm = vector.norm();
        return where(norm.IsAbove(Nothing), vector.div(norm.AtLeast(Nothing)), before);
    }
}
