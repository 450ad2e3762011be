using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What has to hold of the parts of a data set; each complaint names the part and the first sample that breaks it.</summary>
internal static class SampleCheck
{
    public static void Part(string part, Samples samples, int classes)
    {
        var (x, y) = samples;
        using var scope = NewDisposeScope();
        if (classes < 0) throw new DatasetException($"{part}: {classes} classes are impossible; there is at least 1, or 0 for regression.");
        if (x.dim() < 2 || y.dim() < 1 || x.shape[0] != y.shape[0] || x.shape[0] == 0)
            throw new DatasetException($"{part}: inputs {Shape(x)} and {(y.dim() > 0 ? y.shape[0] : 0)} {(classes > 0 ? "labels" : "targets")} do not belong together.");
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Int64))
            throw new DatasetException($"{part}: inputs are {x.dtype}; expected Float32, or Int64 for symbols.");
        if (classes > 0) Labels(part, y, classes);
        else Values(part, y);
        if (x.is_floating_point()) Finite(part, "input", x);
    }

    public static void Alike(string name, Samples train, Samples other, string part)
    {
        if (!train.X.shape.AsSpan(1).SequenceEqual(other.X.shape.AsSpan(1)))
            throw new DatasetException($"{name}: training inputs are [{string.Join(", ", train.X.shape[1..])}] each, {part} inputs [{string.Join(", ", other.X.shape[1..])}].");
        if (!train.Y.shape.AsSpan(1).SequenceEqual(other.Y.shape.AsSpan(1)))
            throw new DatasetException($"{name}: training targets are [{string.Join(", ", train.Y.shape[1..])}] each, {part} targets [{string.Join(", ", other.Y.shape[1..])}].");
    }

    private static void Labels(string part, Tensor y, int classes)
    {
        if (y.dtype != ScalarType.Int64 || y.dim() > 2)
            throw new DatasetException($"{part}: labels are {y.dtype} {Shape(y)}; expected Int64 [n], or [n, T] for a label at every step.");
        var (least, most) = (y.min().item<long>(), y.max().item<long>());
        if (least >= 0 && most < classes) return;
        var first = y.IsBelow(0).logical_or(y.IsAtLeast(classes)).nonzero()[0, 0].item<long>();
        throw new DatasetException($"{part}: labels run from {least} to {most}; {classes} classes allow 0 to {classes - 1}. The first wrong one is that of sample {first}, counted from 0.");
    }

    private static void Values(string part, Tensor y)
    {
        if (y.dtype != ScalarType.Float32 || y.dim() < 2)
            throw new DatasetException($"{part}: regression targets are {y.dtype} {Shape(y)}; expected Float32 [n, outputs].");
        Finite(part, "target", y);
    }

    private static void Finite(string part, string what, Tensor values)
    {
        var bad = values.isfinite().logical_not_();
        if (!bad.any().item<bool>()) return;
        var place = bad.nonzero()[0].data<long>().ToArray();
        var value = values[[.. place.Select(i => TensorIndex.Single(i))]].item<float>();
        throw new DatasetException(FormattableString.Invariant(
            $"{part}: the {what} of sample {place[0]} (counted from 0) holds {value} at [{string.Join(", ", place[1..])}]. Correct the sample or leave it out: nothing can be learned from a value that is not finite."));
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
