using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Rows (or columns, whichever are fewer) of the weight, seen as a matrix [out, rest], are orthonormal: the length of a vector is kept
/// exactly where the layer is square (Saxe et al. 2014, arXiv:1312.6120).
/// </summary>
internal sealed class Orthogonal(double gain) : Initialization("orthogonal", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator)
    {
        var rows = weight.shape[0];
        var columns = weight.numel() / rows;
        var tall = empty(Math.Max(rows, columns), Math.Min(rows, columns)).normal_(0, 1, generator);
        var (q, r) = linalg.qr(tall);
        q = q * r.diag().sign(); // makes the factorisation unique, so the result is uniform over all orthogonal matrices
        weight.copy_((rows < columns ? q.t() : q).reshape(weight.shape)).Scale(Gain);
    }
}
