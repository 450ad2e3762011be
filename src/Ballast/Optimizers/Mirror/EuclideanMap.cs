using System.Numerics;

namespace Ballast;

/// <summary>psi = u^2 / 2: gradient descent.</summary>
internal readonly struct EuclideanMap<T> : IMirrorMap<EuclideanMap<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static EuclideanMap<T> With(double parameter) => default;

    public V Move<V>(V u, V step)
        where V : struct, ILanes<V, T> => default(V) - step;

    public V Local<V>(V gradient, V u)
        where V : struct, ILanes<V, T> => gradient;
}
