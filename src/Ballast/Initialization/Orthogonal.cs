using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Rows (or columns, whichever are fewer) of the weight, seen as a matrix [out, rest], are orthonormal: the length of a vector is kept
/// exactly where the layer is square (Saxe et al. 2014, arXiv:1312.6120).
/// </summary>
internal sealed class Orthogonal(double gain) : Initialization("orthogonal", gain)
{
    /// <summary>An orthonormal matrix, uniform over all of them; gradients are off and a dispose scope is open.</summary>
    public static Tensor Matrix(long rows, long columns, Generator generator)
    {
        var tall = empty(Math.Max(rows, columns), Math.Min(rows, columns)).normal_(0, 1, generator);
        var (q, r) = linalg.qr(tall);
        q = q * r.diag().sign(); // makes the factorisation unique, so the result is uniform
        return rows < columns ? q.t() : q;
    }

    protected override void Fill(Tensor weight, Fan fan, Generator generator) =>
        weight.copy_(Matrix(weight.shape[0], weight.numel() / weight.shape[0], generator).reshape(weight.shape)).Scale(Gain);
}
