using static TorchSharp.torch;

namespace Ballast;

/// <summary>Class labels that come as numbers.</summary>
internal static class Labels
{
    private const int MostClasses = 100_000;

    /// <summary>How many classes labels from 0 on have, without trusting them.</summary>
    /// <param name="name">Where they stand, for messages.</param>
    /// <param name="labels">int64 [n] or [n, T].</param>
    /// <exception cref="DatasetException">A label is below 0 or absurdly high.</exception>
    public static int Classes(string name, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var (least, most) = (labels.min().item<long>(), labels.max().item<long>());
        if (least >= 0 && most < MostClasses) return (int)most + 1;
        var wrong = least < 0 ? least : most;
        var place = labels.Is(wrong).nonzero()[0, 0].item<long>();
        throw new DatasetException($"{name}: the label of sample {place} (counted from 0) is {wrong}; labels run from 0 to the number of classes minus 1, at most {MostClasses - 1}. Number the classes from 0 on.");
    }
}
