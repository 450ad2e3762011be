using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Targets that say yes to one of some classes: a row of zeros with a single 1.</summary>
internal static class OneHot
{
    /// <summary>The place of the 1 in every row, int64 [n]; null where a row is otherwise.</summary>
    /// <param name="targets">[n, classes] of any type.</param>
    public static Tensor? Labels(Tensor targets)
    {
        if (targets.dim() != 2 || targets.shape[1] < 2)
            return null;
        using var scope = NewDisposeScope();
        var (rows, classes) = ((int)targets.shape[0], (int)targets.shape[1]);
        var values = targets.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        var labels = new long[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = -1;
            for (var i = 0; i < classes; i++)
            {
                var value = values[(row * classes) + i];
                if (value == 0)
                    continue;
                if (value != 1 || labels[row] >= 0)
                    return null;
                labels[row] = i;
            }

            if (labels[row] < 0)
                return null;
        }

        return tensor(labels).MoveToOuterDisposeScope();
    }
}
