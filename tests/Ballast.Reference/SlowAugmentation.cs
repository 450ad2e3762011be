namespace Ballast.Reference;

/// <summary>The slow obvious twin of augmentation: one pixel of one picture at a time.</summary>
public static class SlowAugmentation
{
    /// <summary>
    /// One channel: padded by <paramref name="crop"/> zeros on every side, cut out at (top, left), mirrored, then a square hole.
    /// </summary>
    public static float[,] Change(float[,] image, int crop, int top, int left, bool flipped, int hole, int holeRow, int holeColumn)
    {
        var (rows, columns) = (image.GetLength(0), image.GetLength(1));
        var changed = new float[rows, columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var (fromRow, fromColumn) = (r + top - crop, (flipped ? columns - 1 - c : c) + left - crop);
                var inside = fromRow >= 0 && fromRow < rows && fromColumn >= 0 && fromColumn < columns;
                var holed = r >= holeRow && r < holeRow + hole && c >= holeColumn && c < holeColumn + hole;
                changed[r, c] = inside && !holed ? image[fromRow, fromColumn] : 0;
            }
        }

        return changed;
    }
}
