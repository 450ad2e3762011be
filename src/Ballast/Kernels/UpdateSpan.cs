namespace Ballast;

/// <summary>
/// The memory of one parameter from some element on: weights, gradient, state tensors, and scratch for the change and the old weights.
/// </summary>
internal unsafe struct UpdateSpan<T>
    where T : unmanaged
{
    public T* Weight,
        Gradient,
        A,
        B,
        C,
        D,
        Change,
        Old;
    public int Count;
}
