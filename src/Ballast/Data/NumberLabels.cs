using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Targets of an array, read as labels.</summary>
/// <param name="Y">Classes from 0 on, int64 [n] or [n, T].</param>
/// <param name="Classes">How many there are.</param>
/// <param name="Names">What they are called, or nothing.</param>
/// <param name="Notes">What there is to say about how they were read.</param>
internal sealed record NumberLabels(Tensor Y, int Classes, LabelNames? Names, IReadOnlyList<string> Notes)
{
    /// <param name="name">Where they stand, for messages.</param>
    /// <param name="y">Targets [n] or [n, ...]: integers, or floats that may stand for labels.</param>
    /// <param name="everyStep">Whether the second dimension counts steps.</param>
    /// <param name="ignored">A label that does not count, or null: then labels are taken as they are.</param>
    /// <param name="trained">What the labels of the training file stand for, where these are of another file.</param>
    /// <returns>Null where floats are neither whole nor one-hot.</returns>
    /// <exception cref="DatasetException">The labels cannot be classes.</exception>
    public static NumberLabels? Of(string name, Tensor y, bool everyStep, long? ignored, LabelNames? trained)
    {
        if (y.dim() == 2 && y.shape[1] == 1)
            y = y.squeeze(1);
        if (!everyStep && OneHot.Labels(y) is { } hot)
            return new(
                hot,
                (int)y.shape[1],
                null,
                [$"targets: every row holds a single 1 (one-hot), which is read as the label of one of {y.shape[1]} classes"]
            );
        List<string> notes = [];
        if (y.is_floating_point())
        {
            if (y.dim() != 1 || !y.eq(y.floor()).all().item<bool>())
                return null;
            notes.Add($"targets: {y.dtype} values that are whole are read as labels, since the loss learns classes");
        }

        y = y.to(ScalarType.Int64).contiguous();
        if (y.dim() > 1 || ignored is not null)
            return new(y, Labels.Classes(name, y, ignored), null, notes);
        if (trained is { Values: null })
            return new(y, Labels.Classes(name, y), null, notes);
        var labels = trained ?? LabelNames.Of(name, y);
        if (labels.Words is { } words)
            notes.Add(words);
        return new(labels.Of(y, name), labels.Classes, labels, notes);
    }
}
