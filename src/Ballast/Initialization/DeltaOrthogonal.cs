using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A convolution that is an orthogonal matrix at the centre of its kernel and zero elsewhere: a plain net of ten thousand such layers keeps
/// the size of what passes, forward and backward (Xiao, Bahri, Sohl-Dickstein et al. 2018, arXiv:1806.05393). A linear layer is
/// <see cref="Orthogonal"/>. Exact where there are no fewer outputs than inputs.
/// </summary>
internal sealed class DeltaOrthogonal(double gain) : Initialization("delta-orthogonal", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator)
    {
        var (rows, columns) = (weight.shape[0], weight.shape[1]);
        var centre = Orthogonal.Matrix(rows, columns, generator).Scale(Gain).to(weight.dtype);
        weight.zero_();
        var place = weight;
        while (place.ndim > 2)
            place = place.select(2, place.shape[2] / 2);
        place.copy_(centre);
    }
}
