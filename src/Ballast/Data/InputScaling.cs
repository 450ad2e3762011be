using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// input = (raw - offset) / scale, with one pair of numbers for all values or one for each feature: for the columns of a table [n, F], the
/// channels of images [n, C, H, W], the last dimension of everything else.
/// </summary>
/// <param name="offset">What is subtracted: one number, or one for each feature.</param>
/// <param name="scale">What is divided by, as many numbers.</param>
public sealed class InputScaling(IReadOnlyList<double> offset, IReadOnlyList<double> scale)
{
    /// <summary>Leaves everything as it is.</summary>
    public static InputScaling Identity { get; } = new([0], [1]);

    /// <summary>What is subtracted.</summary>
    public IReadOnlyList<double> Offset { get; } = offset;

    /// <summary>What is divided by, after <see cref="Offset"/>.</summary>
    public IReadOnlyList<double> Scale { get; } = scale;

    /// <summary>Scales float32 or float64 inputs in place, in their own precision.</summary>
    /// <param name="raw">[n, ...], of the shape it was learned on apart from n.</param>
    /// <returns>The same tensor.</returns>
    public Tensor Apply(Tensor raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (Offset.Count == 1)
            return raw.Standardise(Offset[0], Scale[0]);
        using var scope = NewDisposeScope();
        raw.sub_(Spread(Offset, raw)).div_(Spread(Scale, raw));
        return raw;
    }

    /// <summary>What <paramref name="how"/> means for a training set.</summary>
    /// <param name="train">Training inputs as they were read, float32 or float64 [n, ...].</param>
    /// <param name="how">What is wanted.</param>
    /// <param name="top">The largest possible value, where it is known: 255 for pixels. Without it the training set's own range
    /// counts.</param>
    internal static InputScaling Learn(Tensor train, Normalization how, double? top = null)
    {
        if (how == Normalization.None)
            return Identity;
        if (how == Normalization.Unit && top is { } known)
            return new([0], [known]);
        using var scope = NewDisposeScope();
        var axis = FeatureAxis(train);
        var features = train.transpose(0, axis).reshape(train.shape[axis], -1); // one row for each feature
        if (how == Normalization.Unit)
        {
            var least = features.amin([1]);
            return Of(least, features.amax([1]).sub_(least));
        }

        var (std, mean) = std_mean(features, [1], unbiased: false);
        return Of(mean, std);
    }

    /// <summary>The same, but some features stay as they are.</summary>
    internal InputScaling Except(Func<int, bool> stays) =>
        Offset.Count == 1 && Offset[0] == 0 && Scale[0] == 1
            ? this
            : new([.. Offset.Select((value, i) => stays(i) ? 0 : value)], [.. Scale.Select((value, i) => stays(i) ? 1 : value)]);

    // a feature that never changes has no scale: it becomes 0
    private static InputScaling Of(Tensor offset, Tensor scale) =>
        new(Numbers(offset), [.. Numbers(scale).Select(value => value > 0 ? value : 1)]);

    private static double[] Numbers(Tensor tensor) => tensor.to(ScalarType.Float64).data<double>().ToArray();

    private static int FeatureAxis(Tensor inputs) => inputs.dim() == 4 ? 1 : (int)inputs.dim() - 1;

    private static Tensor Spread(IReadOnlyList<double> numbers, Tensor like)
    {
        var shape = Enumerable.Repeat(1L, (int)like.dim()).ToArray();
        shape[FeatureAxis(like)] = numbers.Count;
        return tensor(numbers.ToArray(), like.dtype).reshape(shape);
    }
}
