using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What numbers that name classes stand for. Labels from 0 on are classes as they are; others, such as 1 to 7, -1 and 1, or 100001 to
/// 100007, are as many classes as there are different ones, called by their number.
/// </summary>
/// <param name="Values">The labels in the order of their classes; null where they are the classes.</param>
/// <param name="Classes">How many classes there are.</param>
internal sealed record LabelNames(long[]? Values, int Classes)
{
    private const int Few = 20,
        Most = 10_000;

    /// <summary>What the classes are called; empty where the labels are the classes.</summary>
    public IReadOnlyList<string> Names => Values is null ? [] : [.. Values.Select(value => $"{value}")];

    /// <param name="name">Where the labels stand, for messages.</param>
    /// <param name="labels">int64 [n].</param>
    /// <exception cref="DatasetException">They look like anything but classes.</exception>
    public static LabelNames Of(string name, Tensor labels)
    {
        var all = labels.data<long>().ToArray();
        var known = all.Distinct().Order().ToArray();
        var (least, most) = (known[0], known[^1]);
        if (least == 0 && 2L * known.Length > most)
            return new(null, (int)most + 1);
        // -1 beside 1 is a class; -1 beside 0, 1, 2 mostly says that there is no label
        if (least < 0 && !Array.TrueForAll(known, value => Array.BinarySearch(known, -value) >= 0))
            throw new DatasetException(
                $"{name}: the label of sample {Array.IndexOf(all, least)} (counted from 0) is {least}; labels run from 0 to the "
                    + $"number of classes minus 1. Number the classes from 0 on, or say loss: {{ name: cross-entropy, ignore-index: "
                    + $"{least} }} if it marks what does not count."
            );
        if (known.Length > Most || (known.Length > Few && all.Length < 2 * known.Length))
            throw new DatasetException(
                $"{name}: the {all.Length} labels from {least} to {most} have {known.Length} different values, and a class has to "
                    + "be seen more than once. Choose task: regression if they are amounts, or number the classes from 0 on."
            );
        return new(known, known.Length);
    }

    /// <summary>The class of each label, int64.</summary>
    /// <param name="name">Where the labels stand, for messages.</param>
    /// <param name="labels">int64 [n].</param>
    /// <exception cref="DatasetException">A label is none of these.</exception>
    public Tensor Of(Tensor labels, string name)
    {
        if (Values is null)
            return labels;
        var codes = labels.data<long>().ToArray();
        for (var i = 0; i < codes.Length; i++)
        {
            var code = Array.BinarySearch(Values, codes[i]);
            codes[i] =
                code >= 0
                    ? code
                    : throw new DatasetException(
                        $"{name}: the label of sample {i} (counted from 0) is {codes[i]}, which no sample that is trained on has. "
                            + "Leave the sample out, or train on some of its class."
                    );
        }

        return tensor(codes);
    }

    /// <summary>A sentence on how the labels are read; null where that goes without saying.</summary>
    public string? Words =>
        Values is null
            ? null
            : $"labels: {Values.Length} classes, named by their numbers "
                + $"{string.Join(", ", Values.Take(Few / 2))}{(Values.Length > Few / 2 ? $", ... {Values[^1]}" : "")}"
                + $"{(Values.Contains(0) ? "" : "; there is no class 0")}";
}
