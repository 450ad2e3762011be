using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Zeroes squares of [n, channels, rows, columns], since neighbouring pixels tell what single zeroes would hide, and scales up the rest by
/// what is left (Ghiasi et al. 2018, arXiv:1810.12890). A square larger than the image is cut to it.
/// </summary>
internal sealed class DropBlock(DropRate rate, int size, bool shared, long? seed) : StochasticModule(nameof(DropBlock), rate, seed)
{
    private readonly long _size = Require.AtLeast(size, 1, nameof(size));

    protected override Tensor Drop(Tensor x, double p, Draws draws)
    {
        if (x.dim() != 4)
            throw new ArgumentException(
                $"DropBlock needs [n, channels, rows, columns]; this is [{string.Join(", ", x.shape)}].",
                nameof(x)
            );
        using var scope = NewDisposeScope();
        var mask = Mask(x, p, draws);
        return x.mul(mask).MoveToOuterDisposeScope();
    }

    private Tensor Mask(Tensor x, double p, Draws draws)
    {
        using var off = no_grad();
        var (n, c, h, w) = (x.shape[0], shared ? 1 : x.shape[1], x.shape[2], x.shape[3]);
        var (down, across) = (Math.Min(_size, h), Math.Min(_size, w));
        // corners lie where a whole square fits; gamma makes up for the border they cannot reach
        var (rows, columns) = (h - down + 1, w - across + 1);
        var gamma = Math.Min(1, p * h * w / (down * across * (double)(rows * columns)));
        var corners = draws.Bernoulli(gamma, 1, [n, c, rows, columns], x);
        var padded = nn.functional.pad(corners, [across - 1, across - 1, down - 1, down - 1]);
        var kept = nn.functional.max_pool2d(padded, [down, across], [1L, 1L]).TakenFrom(1);
        return kept.mul_(kept.sum(ScalarType.Float32).AtLeast(1).Under(kept.numel())).to(x.dtype);
    }
}
