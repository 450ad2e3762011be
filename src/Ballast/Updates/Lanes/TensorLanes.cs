using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// As many lanes as a tensor has values: an update rule then computes with tensor operations, on the tensor's device. The same
/// number in every lane stays a number. To be used within a dispose scope, which takes the intermediate results.
/// </summary>
internal readonly struct TensorLanes<T> : ILanes<TensorLanes<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor? _tensor;
    private readonly double _value; // where there is no tensor

    public TensorLanes(Tensor tensor) => _tensor = tensor;

    private TensorLanes(double value) => _value = value;

    public static TensorLanes<T> operator +(TensorLanes<T> a, TensorLanes<T> b) =>
        (a._tensor, b._tensor) switch
        {
            (null, null) => new(Rounded(a._value + b._value)),
            (null, { } right) => new(right.Plus(a._value)),
            ({ } left, null) => new(left.Plus(b._value)),
            var (left, right) => new(left.Plus(right)),
        };

    public static TensorLanes<T> operator -(TensorLanes<T> a, TensorLanes<T> b) =>
        (a._tensor, b._tensor) switch
        {
            (null, null) => new(Rounded(a._value - b._value)),
            (null, { } right) => new(right.neg().Plus(a._value)),
            ({ } left, null) => new(left.Plus(-b._value)),
            var (left, right) => new(left.sub(right)),
        };

    public static TensorLanes<T> operator *(TensorLanes<T> a, TensorLanes<T> b) =>
        (a._tensor, b._tensor) switch
        {
            (null, null) => new(Rounded(a._value * b._value)),
            (null, { } right) => new(right.Times(a._value)),
            ({ } left, null) => new(left.Times(b._value)),
            var (left, right) => new(left.mul(right)),
        };

    public static TensorLanes<T> operator /(TensorLanes<T> a, TensorLanes<T> b) =>
        (a._tensor, b._tensor) switch
        {
            (null, null) => new(Rounded(a._value / b._value)),
            (null, { } right) => new(right.Filled(a._value).div(right)),
            ({ } left, null) => new(left.div(left.Filled(b._value))),
            var (left, right) => new(left.div(right)),
        };

    public static TensorLanes<T> Broadcast(T value) => new(double.CreateTruncating(value));

    public static TensorLanes<T> Sqrt(TensorLanes<T> x) => x._tensor is { } tensor ? new(tensor.sqrt()) : new(Math.Sqrt(x._value));

    public static TensorLanes<T> Abs(TensorLanes<T> x) => x._tensor is { } tensor ? new(tensor.abs()) : new(Math.Abs(x._value));

    public static TensorLanes<T> Exp(TensorLanes<T> x) => x._tensor is { } tensor ? new(tensor.exp()) : new(Math.Exp(x._value));

    public static TensorLanes<T> Log(TensorLanes<T> x) => x._tensor is { } tensor ? new(tensor.log()) : new(Math.Log(x._value));

    public static TensorLanes<T> Max(TensorLanes<T> x, TensorLanes<T> y) =>
        (x._tensor ?? y._tensor) is { } like ? new(x.Tensor(like).maximum(y.Tensor(like))) : new(Math.Max(x._value, y._value));

    public static TensorLanes<T> IfLess(TensorLanes<T> a, TensorLanes<T> b, TensorLanes<T> then, TensorLanes<T> otherwise) =>
        (a._tensor ?? b._tensor) is { } like ? new(where(a.Tensor(like).lt(b.Tensor(like)), then.Tensor(like), otherwise.Tensor(like)))
        : a._value < b._value ? then
        : otherwise;

    public static TensorLanes<T> Finite(TensorLanes<T> x, TensorLanes<T> otherwise) =>
        x._tensor is { } tensor ? new(where(tensor.isfinite(), tensor, otherwise.Tensor(tensor)))
        : double.IsFinite(x._value) ? x
        : otherwise;

    /// <summary>These lanes as a tensor of the shape of another.</summary>
    public Tensor Tensor(Tensor like) => _tensor ?? like.Filled(_value);

    private static double Rounded(double value) => double.CreateTruncating(T.CreateTruncating(value));
}
