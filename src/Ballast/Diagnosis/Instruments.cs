using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Numbers on demand about weights and maps, beside <see cref="Sharpness"/> and <see cref="GradientNoise"/>. Sizes, gains, dead and
/// saturated
/// shares of the layers are in <see cref="ModelReading"/>, which <see cref="Preflight"/> takes at any time.
/// </summary>
public static class Instruments
{
    /// <summary>
    /// How many directions a matrix uses: the exponential of the entropy of its singular values (Roy, Vetterli 2007). From 1 to the smaller
    /// side; 0 for zeros.
    /// </summary>
    /// <param name="weight">Two dimensions or more; all but the first are one.</param>
    public static double EffectiveRank(Tensor weight)
    {
        double[] values = SingularValues(weight);
        var sum = values.Sum();
        return sum == 0 ? 0 : Math.Exp(-values.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum)));
    }

    /// <summary>
    /// The squared Frobenius norm over the squared spectral norm: falls before some transformers fail. From 1 to the smaller side; 0 for
    /// zeros.
    /// </summary>
    /// <param name="weight">Two dimensions or more; all but the first are one.</param>
    public static double StableRank(Tensor weight)
    {
        double[] values = SingularValues(weight);
        return values[0] == 0 ? 0 : values.Sum(value => value * value) / (values[0] * values[0]);
    }

    /// <summary>
    /// How much a map enlarges gradients on their way back through it, by root mean squares, measured with one random gradient: 1 keeps
    /// them.
    /// </summary>
    /// <param name="map">From one tensor to one.</param>
    /// <param name="at">Where.</param>
    /// <param name="seed">Of the random gradient.</param>
    public static double JacobianGain(Func<Tensor, Tensor> map, Tensor at, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(at);
        using var kept = new KeptTensors();
        using var scope = NewDisposeScope();
        using var on = enable_grad();
        using var generator = new Generator(seed);
        var input = at.detach().clone().requires_grad_();
        var output = map(input);
        if (!output.requires_grad)
            return 0;
        var gradient = randn(output.shape, generator: generator).to(output.dtype).to(output.device);
        output.backward([gradient]);
        return input.grad is { IsInvalid: false } back ? Math.Sqrt(Sum(back) / Sum(gradient)) : 0;
    }

    /// <summary>
    /// The largest Lyapunov exponent of a map that is applied again and again, such as one step of a recurrence: by how much of its
    /// logarithm
    /// a small difference grows per step. Above 0 gradients through many steps explode, below they vanish. Two states are followed and
    /// their
    /// distance is set back after each step (Benettin and others 1980).
    /// </summary>
    /// <param name="map">From a state to the next, of the same shape.</param>
    /// <param name="state">Where it begins.</param>
    /// <param name="steps">Steps that are measured.</param>
    /// <param name="settle">Steps before that.</param>
    public static double Lyapunov(Func<Tensor, Tensor> map, Tensor state, int steps = 200, int settle = 50)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(state);
        using var kept = new KeptTensors();
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var generator = new Generator(1);
        var distance = (state.dtype == ScalarType.Float64 ? 1e-7 : 1e-3) * Math.Max(1e-6, Math.Sqrt(Sum(state)));
        var here = state.detach().clone();
        var drawn = randn(state.shape, generator: generator).to(state.dtype).to(state.device);
        var there = here.Plus(drawn.Times(distance / Math.Sqrt(Sum(drawn))));
        var sum = 0.0;
        for (var step = 0; step < settle + steps; step++)
        {
            using var inner = NewDisposeScope();
            var (next, other) = (map(here), map(there));
            var difference = other - next;
            var size = Math.Sqrt(Sum(difference));
            if (size == 0)
                return double.NegativeInfinity;
            if (!double.IsFinite(size))
                return double.PositiveInfinity;
            if (step >= settle)
                sum += Math.Log(size / distance);
            here.copy_(next);
            there.copy_(next.Plus(difference.Times(distance / size)));
        }

        return sum / steps;
    }

    private static double Sum(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.detach().to(ScalarType.Float64).Squared().sum().cpu().item<double>();
    }

    private static double[] SingularValues(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.ndim < 2 || weight.numel() == 0)
            throw new ArgumentException(
                $"A rank is one of a matrix, but the tensor is [{string.Join(", ", weight.shape)}].",
                nameof(weight)
            );
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var matrix = weight.detach().to(ScalarType.Float64).cpu().flatten(1);
        return matrix.isfinite().all().item<bool>()
            ? [.. linalg.svdvals(matrix).data<double>()]
            : throw new ArgumentException("The tensor holds NaN or infinities, so it has no singular values.", nameof(weight));
    }
}
