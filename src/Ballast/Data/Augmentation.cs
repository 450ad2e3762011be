using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Random changes of training images that leave their meaning: cut out of a padded picture, mirrored, with a hole. What is drawn follows
/// from the position of the batch alone, so a training that continues from a saved <see cref="BatchPosition"/> sees the same pictures.
/// </summary>
/// <param name="Crop">Pixels of padding on every side, from which a picture of the old size is cut at random. Default 0: none.</param>
/// <param name="Flip">Mirrors left and right with probability one half. Default false.</param>
/// <param name="Cutout">Side of a square hole at a random place, which may stick out (DeVries and Taylor 2017). Default 0: none.</param>
public sealed record Augmentation(int Crop = 0, bool Flip = false, int Cutout = 0)
{
    /// <summary>Changes a batch. Padding and holes are 0, which after standardisation is the mean.</summary>
    /// <param name="x">Images, float32 [n, C, H, W]; they stay as they are.</param>
    /// <param name="position">What all draws follow from.</param>
    /// <returns>Changed images, the same shape, on the same device.</returns>
    /// <exception cref="ArgumentException">These are not images.</exception>
    public Tensor Apply(Tensor x, BatchPosition position)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() != 4)
            throw new ArgumentException(
                $"Only images [n, channels, rows, columns] can be augmented; these are [{string.Join(", ", x.shape)}].",
                nameof(x)
            );
        using var scope = NewDisposeScope();
        using var generator = new Generator(Permutation.Key(position));
        return Change(x, Draw.Of(this, x.shape, generator)).MoveToOuterDisposeScope();
    }

    // one gather along rows, one along columns, one mask: no loop over samples
    internal Tensor Change(Tensor x, Draw draw)
    {
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var (rows, columns) = (Held.Arange(h, device: x.device).view(1, h), Held.Arange(w, device: x.device).view(1, w));
        if (Crop > 0 || Flip)
        {
            var padded = Crop > 0 ? nn.functional.pad(x, [Crop, Crop, Crop, Crop]) : x;
            var (top, left, flipped) = (
                draw.Top.to(x.device).view(n, 1),
                draw.Left.to(x.device).view(n, 1),
                draw.Flipped.to(x.device).view(n, 1)
            );
            var down = rows.Plus(top).view(n, 1, h, 1).expand(n, c, h, padded.shape[3]);
            var across = where(flipped, columns.TakenFrom(w - 1), columns).Plus(left).view(n, 1, 1, w).expand(n, c, h, w);
            x = padded.gather(2, down).gather(3, across);
        }

        if (Cutout == 0)
            return Crop > 0 || Flip ? x : x.clone();
        var hole = Within(rows, draw.HoleRow.to(x.device).view(n, 1))
            .view(n, 1, h, 1)
            .logical_and(Within(columns, draw.HoleColumn.to(x.device).view(n, 1)).view(n, 1, 1, w));
        return x.Masked(hole, 0);
    }

    private Tensor Within(Tensor places, Tensor start) => places.ge(start).logical_and(places.lt(start.Plus(Cutout)));

    /// <summary>The numbers drawn for one batch, int64 [n] each, flipped as bool.</summary>
    internal sealed record Draw(Tensor Top, Tensor Left, Tensor Flipped, Tensor HoleRow, Tensor HoleColumn)
    {
        public static Draw Of(Augmentation it, long[] shape, Generator generator)
        {
            var n = shape[0];
            return new(
                Whole(2 * it.Crop),
                Whole(2 * it.Crop),
                Whole(it.Flip ? 1 : 0).Is(1),
                Whole(shape[2] - 1).Minus(it.Cutout / 2),
                Whole(shape[3] - 1).Minus(it.Cutout / 2)
            );

            Tensor Whole(long most) => randint(most + 1, [n], generator: generator).to(ScalarType.Int64);
        }
    }
}
