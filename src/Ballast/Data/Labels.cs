using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Class labels that come as numbers.</summary>
internal static class Labels
{
    private const int MostClasses = 100_000,
        Named = 10;

    /// <summary>How many classes labels from 0 on have, without trusting them.</summary>
    /// <param name="name">Where they stand, for messages.</param>
    /// <param name="labels">int64 [n] or [n, T].</param>
    /// <param name="ignored">A label below 0 that does not count, or null.</param>
    /// <exception cref="DatasetException">A label is below 0 or absurdly high.</exception>
    public static int Classes(string name, Tensor labels, long? ignored = null)
    {
        using var scope = NewDisposeScope();
        if (ignored < 0)
            labels = Counting(name, labels, ignored.Value);
        var (least, most) = (labels.min().item<long>(), labels.max().item<long>());
        if (least >= 0 && most < MostClasses)
            return (int)most + 1;
        var wrong = least < 0 ? least : most;
        var place = Array.IndexOf(labels.data<long>().ToArray(), wrong) / (labels.numel() / labels.shape[0]);
        throw new DatasetException(
            $"{name}: the label of sample {place} (counted from 0) is {wrong}; labels run from 0 to the number of classes minus "
                + $"1, at most {MostClasses - 1}. Number the classes from 0 on"
                + (wrong < 0 ? $", or say loss: {{ name: cross-entropy, ignore-index: {wrong} }} if it marks what does not count." : ".")
        );
    }

    /// <exception cref="DatasetException">Every label is the same.</exception>
    public static void MustDiffer(string name, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var (least, most) = (labels.min().item<long>(), labels.max().item<long>());
        if (least == most)
            throw new DatasetException(
                $"{name}: every sample has the label {least}, so there is nothing to tell apart. Give samples of at least two classes."
            );
    }

    /// <summary>A sentence on the classes that no label names.</summary>
    /// <param name="labels">int64, from 0 on.</param>
    /// <param name="classes">How many classes there are; 0 for none.</param>
    /// <param name="names">What they are called, or nothing.</param>
    public static IEnumerable<string> Absent(Tensor labels, int classes, IReadOnlyList<string> names)
    {
        if (classes == 0)
            yield break;
        using var plain = labels.contiguous();
        HashSet<long> there = [.. plain.data<long>().ToArray()];
        string[] absent =
        [
            .. Enumerable
                .Range(0, classes)
                .Where(label => !there.Contains(label))
                .Select(label => label < names.Count ? $"'{CellText.Short(names[label])}'" : $"{label}"),
        ];
        if (absent.Length == 1)
            yield return $"class {absent[0]} never occurs in the training part, so nothing is learned of it";
        else if (absent.Length > 1)
            yield return $"{absent.Length} of {classes} classes never occur in the training part, so nothing is learned of them: "
                + $"{string.Join(", ", absent.Take(Named))}{(absent.Length > Named ? ", ..." : "")}";
    }

    // with the largest label instead of the ignored one, so that places stay
    private static Tensor Counting(string name, Tensor labels, long ignored)
    {
        var most = labels.max();
        return most.item<long>() != ignored
            ? where(labels.Is(ignored), most, labels)
            : throw new DatasetException(
                $"{name}: every label is {ignored}, which does not count, so there is nothing "
                    + "to learn. Correct the labels, or ignore another one."
            );
    }
}
