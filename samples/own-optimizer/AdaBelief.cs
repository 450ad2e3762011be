using System.Numerics;
using Ballast;
using TorchSharp.Modules;

/// <summary>AdaBelief (Zhuang et al. 2020): Adam that divides by how far gradients are from their mean.</summary>
internal readonly struct AdaBelief<T> : IUpdateRule<AdaBelief<T>, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _beta1, _fresh1, _beta2, _fresh2, _step, _root, _eps, _decay;

    private AdaBelief(in TensorFacts h)
    {
        var (lr, beta1, beta2) = (h[0], h[1], h[2]);
        (_beta1, _fresh1) = (T.CreateTruncating(beta1), T.CreateTruncating(1 - beta1));
        (_beta2, _fresh2) = (T.CreateTruncating(beta2), T.CreateTruncating(1 - beta2));
        _step = T.CreateTruncating(-lr / (1 - Math.Pow(beta1, h.Step)));
        _root = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(beta2, h.Step)));
        (_eps, _decay) = (T.CreateTruncating(h[3]), T.CreateTruncating(-lr * h[4]));
    }

    public static int Slots => 2;   // mean, variance around it

    public static AdaBelief<T> At(in TensorFacts facts) => new(facts);

    public void Advance<V>(V gradient, V weight, ref Slots<V> slots) where V : struct, ILanes<V, T>
    {
        slots.A = (V.Broadcast(_beta1) * slots.A) + (V.Broadcast(_fresh1) * gradient);
        var surprise = gradient - slots.A;
        slots.B = (V.Broadcast(_beta2) * slots.B) + (V.Broadcast(_fresh2) * (surprise * surprise)) + V.Broadcast(_eps);
    }

    public V Change<V>(V gradient, V weight, in Slots<V> slots) where V : struct, ILanes<V, T> =>
        (V.Broadcast(_decay) * weight) + (V.Broadcast(_step) * slots.A / ((V.Broadcast(_root) * V.Sqrt(slots.B)) + V.Broadcast(_eps)));
}

internal static class OwnOptimizers
{
    public static FusedOptimizer AdaBelief(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
        FusedOptimizer.Of<AdaBelief<float>, AdaBelief<double>>("AdaBelief", [new ParamGroup { Parameters = parameters }], lr,
            [new("beta1", beta1, Below: 1), new("beta2", beta2, Below: 1), new("eps", eps), new("weight_decay", weight_decay)],
            ignoresGradientScale: true);
}
