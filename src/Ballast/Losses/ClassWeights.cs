using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Weights of classes that make up for how often each occurs.</summary>
public static class ClassWeights
{
    /// <summary>
    /// For <see cref="Losses.CrossEntropy"/>: labels / (classes there * labels of the class), so that every class counts alike in all and
    /// the mean weight of a label is 1; 1 for a class that does not occur.
    /// </summary>
    /// <param name="labels">int64, any shape; those below 0 do not count.</param>
    /// <param name="classes">How many classes there are, at least 1.</param>
    /// <param name="ignored">A label that does not count, as the loss's ignore_index; null for none.</param>
    public static double[] Balanced(Tensor labels, int classes, long? ignored = null) => Balanced(Count(labels, classes, ignored));

    /// <summary>
    /// For the <c>pos_weight</c> of <see cref="Losses.BceWithLogits"/>: what is not of the class / what is. Of two classes one number, for
    /// label 1; else one per class; 1 where there is nothing of the one or the other.
    /// </summary>
    /// <param name="labels">int64, any shape; those below 0 do not count.</param>
    /// <param name="classes">How many classes there are, at least 1.</param>
    public static double[] BalancedPositive(Tensor labels, int classes) => BalancedPositive(Count(labels, classes));

    internal static double[] Balanced(IReadOnlyList<long> counts)
    {
        double all = counts.Sum(),
            there = counts.Count(count => count > 0);
        return [.. counts.Select(count => count > 0 ? all / (there * count) : 1)];
    }

    internal static double[] BalancedPositive(IReadOnlyList<long> counts)
    {
        double all = counts.Sum();
        var each = counts.Select(count => count > 0 && count < all ? (all - count) / count : 1).ToArray();
        return counts.Count == 2 ? [each[1]] : each;
    }

    /// <summary>How often each class occurs.</summary>
    internal static long[] Count(Tensor labels, int classes, long? ignored = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Require.AtLeast(classes, 1);
        if (labels.dtype != ScalarType.Int64)
            throw new ArgumentException($"Labels are Int64; these are {labels.dtype}.", nameof(labels));
        using var scope = NewDisposeScope();
        var counts = new long[classes];
        foreach (var label in labels.cpu().contiguous().data<long>().ToArray())
        {
            if (label < 0 || label == ignored)
                continue;
            if (label >= classes)
                throw new ArgumentException(
                    $"There is the label {label}, but labels of {classes} classes run from 0 to {classes - 1}.",
                    nameof(labels)
                );
            counts[label]++;
        }

        return counts;
    }
}
