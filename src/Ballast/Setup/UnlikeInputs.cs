using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Batches that are not drawn alike: each from another sensor, station or year, in units of its own. One of usual size says nothing about
/// the next then, so the inputs of all of them are measured together. To know it costs a forward pass over each of them.
/// </summary>
internal static class UnlikeInputs
{
    /// <summary>The scale of all batches together if some are large and others far smaller; null if not.</summary>
    public static InputScale? Of(Examination seen)
    {
        if (seen.First.Input is null)
            return null;
        using var scope = NewDisposeScope();
        InputScale?[] scales = [seen.First.Input, .. Enumerable.Range(1, seen.Losses.Count - 1).Select(seen.InputOf)];
        double[] sizes = [.. scales.Select(scale => scale?.Size ?? 0).Where(size => size > 0 && double.IsFinite(size))];
        if (sizes.Length < 2 || !scales.Any(scale => scale is { IsLarge: true }) || !(sizes.Max() > UnlikeSizes * sizes.Min()))
            return null;
        return seen.InputsTogether() is { HasHeavyTail: true, IsUsable: true } together ? together : null;
    }
}
