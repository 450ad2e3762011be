using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What has to hold of the parts of a data set; each complaint names the part and the first sample that breaks it.</summary>
internal static class SampleCheck
{
    private const long MostSymbols = 10_000_000;

    public static void Part(string part, Samples samples, int classes, long? padding = null, long? ignored = null)
    {
        var (x, y) = samples;
        using var scope = NewDisposeScope();
        if (classes < 0)
            throw new DatasetException($"{part}: {classes} classes are impossible; there is at least 1, or 0 for regression.");
        if (x.dim() < 2 || y.dim() < 1 || x.shape[0] != y.shape[0] || x.shape[0] == 0)
            throw new DatasetException(
                $"{part}: inputs {Shape(x)} and {(y.dim() > 0 ? y.shape[0] : 0)} "
                    + $"{(classes > 0 ? "labels" : "targets")} do not belong together."
            );
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Int64))
            throw new DatasetException($"{part}: inputs are {x.dtype}; expected Float32, or Int64 for symbols.");
        if (classes > 0)
            Labels(part, y, classes, ignored);
        else
            Values(part, y);
        if (x.is_floating_point())
            Finite(part, "input", x);
        else
            Symbols(part, x, padding);
    }

    /// <summary>Symbols from 0 on, apart from padding.</summary>
    public static void Symbols(string part, Tensor x, long? padding)
    {
        using var scope = NewDisposeScope();
        var least = x.min().item<long>();
        if (least < 0 && (least != padding || Below(x, padding.Value)))
            throw Negative(part, x, padding);
        if (MostSymbol(x, padding) is var most && most >= MostSymbols)
            throw new DatasetException(
                $"{part}: the largest symbol is {most}; symbols run from 0 to the number of symbols minus 1, at most "
                    + $"{MostSymbols - 1}. Number them from 0 on."
            );
    }

    /// <summary>The largest symbol that is not padding; 0 where there is none.</summary>
    public static long MostSymbol(Tensor x, long? padding)
    {
        using var scope = NewDisposeScope();
        if (padding is not { } filler)
            return x.max().item<long>();
        return x.mul(x.IsNot(filler)).max().item<long>();
    }

    public static void Alike(string name, Samples train, Samples other, string part)
    {
        if (!train.X.shape.AsSpan(1).SequenceEqual(other.X.shape.AsSpan(1)))
            throw new DatasetException(
                $"{name}: training inputs are [{string.Join(", ", train.X.shape[1..])}] each, {part} inputs "
                    + $"[{string.Join(", ", other.X.shape[1..])}]."
            );
        if (!train.Y.shape.AsSpan(1).SequenceEqual(other.Y.shape.AsSpan(1)))
            throw new DatasetException(
                $"{name}: training targets are [{string.Join(", ", train.Y.shape[1..])}] each, {part} targets "
                    + $"[{string.Join(", ", other.Y.shape[1..])}]."
            );
    }

    private static bool Below(Tensor x, long padding)
    {
        return x.IsBelow(0).logical_and(x.IsNot(padding)).any().item<bool>();
    }

    private static DatasetException Negative(string part, Tensor x, long? padding)
    {
        var bad = x.IsBelow(0).logical_and(x.IsNot(padding ?? 0));
        var place = bad.nonzero()[0].data<long>().ToArray();
        var value = x[[.. place.Select(i => TensorIndex.Single(i))]].item<long>();
        return new(
            $"{part}: the input of sample {place[0]} (counted from 0) holds the symbol {value} at "
                + $"[{string.Join(", ", place[1..])}]; symbols are 0 or more. "
                + (
                    padding is null
                        ? $"If it fills sequences up to one length, say padding: {value}; otherwise number the symbols from 0 on."
                        : $"Only padding, which is {padding}, may be below 0."
                )
        );
    }

    private static void Labels(string part, Tensor y, int classes, long? ignored)
    {
        if (y.dtype != ScalarType.Int64 || y.dim() > 2)
            throw new DatasetException(
                $"{part}: labels are {y.dtype} {Shape(y)}; expected Int64 [n], or [n, T] for a label at every step."
            );
        if (y.min().item<long>() >= 0 && y.max().item<long>() < classes)
            return;
        var wrong = y.IsBelow(0).logical_or(y.IsAtLeast(classes));
        if (ignored is { } nothing)
            wrong = wrong.logical_and(y.IsNot(nothing));
        if (!wrong.any().item<bool>())
            return;
        var (least, most) = (y.min().item<long>(), y.max().item<long>());
        var first = wrong.nonzero()[0, 0].item<long>();
        throw new DatasetException(
            $"{part}: labels run from {least} to {most}; {classes} classes allow 0 to {classes - 1}. The first wrong one is that "
                + $"of sample {first}, counted from 0."
        );
    }

    private static void Values(string part, Tensor y)
    {
        if (y.dtype != ScalarType.Float32 || y.dim() < 2)
            throw new DatasetException($"{part}: regression targets are {y.dtype} {Shape(y)}; expected Float32 [n, outputs].");
        Finite(part, "target", y);
    }

    /// <summary>Complains of the first value that float32 cannot hold: NaN, infinite, or too large.</summary>
    /// <param name="part">Where the samples stand, for messages.</param>
    /// <param name="what">What the values are, for messages.</param>
    /// <param name="values">[n, ...] of any type.</param>
    public static void Finite(string part, string what, Tensor values)
    {
        if (!values.is_floating_point())
            return;
        using var scope = NewDisposeScope();
        var bad = values.to(ScalarType.Float32).isfinite().logical_not_();
        if (!bad.any().item<bool>())
            return;
        var place = bad.nonzero().select(0, 0).data<long>().ToArray();
        var first = place.Zip(bad.contiguous().stride()).Sum(pair => pair.First * pair.Second);
        var value = values.reshape(-1).narrow(0, first, 1).to(ScalarType.Float64).item<double>();
        var kind =
            double.IsNaN(value) ? "NaN"
            : double.IsInfinity(value) ? (value < 0 ? "minus infinity" : "infinity")
            : FormattableString.Invariant($"{value}, more than float32 can be,");
        throw new DatasetException(
            $"{part}: the {what} of sample {place[0]} (counted from 0) holds "
                + $"{kind}{(place.Length > 1 ? $" at [{string.Join(", ", place[1..])}]" : "")}. Correct the sample or leave it out: "
                + "nothing can be learned from a value that is not finite."
        );
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
