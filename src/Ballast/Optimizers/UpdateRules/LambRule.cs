using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adam whose step has, tensor by tensor, the length of the weights times the learning rate (You et al. 2020):
/// hyperparameters lr, beta1, beta2, eps, weight_decay (decoupled). Vectors (biases, norm gains) take plain AdamW steps.
/// </summary>
internal readonly struct LambRule<T> : IUpdateRule<LambRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AdamMoments<T> _moments;
    private readonly T _step,
        _root,
        _eps,
        _decoupled;

    private LambRule(in TensorFacts h)
    {
        _moments = new(h[1], h[2]);
        _step = T.CreateTruncating(-h[0] / (1 - Math.Pow(h[1], h.Step)));
        _root = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(h[2], h.Step)));
        (_eps, _decoupled) = (T.CreateTruncating(h[3]), T.CreateTruncating(-h[0] * h[4]));
    }

    public static int Slots => 2;

    public static Measuring Measures => Measuring.After;

    public static LambRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> => _moments.Advance(gradient, ref slots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        (V.Broadcast(_decoupled) * weight) + (V.Broadcast(_step) * slots.A / ((V.Broadcast(_root) * V.Sqrt(slots.B)) + V.Broadcast(_eps)));

    // norm(w) / norm(U), where the proposed change is already lr times U; 1 where either is 0
    public static double Factor(in TensorFacts facts) =>
        facts.Dimensions < 2 || facts.Weight == 0 || facts.Change == 0 ? 1 : facts[0] * facts.Weight / facts.Change;
}
