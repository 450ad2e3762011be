using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The largest eigenvalue of the Hessian by power iteration on differences of gradients, two passes each. Gradient descent with a rate
/// above
/// 2 over it is unstable along that direction (Cohen and others 2021, arXiv:2103.00065). The direction is kept: asked again after a few
/// steps, it needs fewer iterations. Weights, buffers, gradients and random state stay as they were.
/// </summary>
public sealed class Sharpness : IDisposable
{
    private const double Relative = 1e-3,
        Fine = 1e-4; // of float64
    private readonly nn.Module _model;
    private readonly Parameter[] _parameters;
    private readonly Tensor _direction;

    /// <summary>For a model whose weights are of one type.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">Of the first direction.</param>
    public Sharpness(nn.Module model, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _parameters = [.. model.parameters().Where(p => p.requires_grad)];
        if (_parameters.Length == 0)
            throw new ArgumentException("The model has no parameter that is trained.", nameof(model));
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        var drawn = randn([_parameters.Sum(p => p.numel())], dtype: ScalarType.Float64, generator: generator);
        _direction = drawn.to(_parameters[0].dtype).to(_parameters[0].device).alias().DetachFromDisposeScope();
    }

    /// <summary>The eigenvalue at the present weights; NaN where a gradient is not finite.</summary>
    /// <param name="lossOf">The loss of the same batch, each time.</param>
    /// <param name="iterations">Each takes two forward and backward passes.</param>
    public double Measure(Func<Tensor> lossOf, int iterations = 20)
    {
        ArgumentNullException.ThrowIfNull(lossOf);
        Require.AtLeast(iterations, 1);
        using var kept = new KeptTensors();
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(_model);
        var copies = _parameters.Select(p => p.detach().clone()).ToArray();
        var step = _direction.dtype == ScalarType.Float64 ? Fine : Relative * Math.Max(1e-3, Norm(copies));
        var value = double.NaN;
        try
        {
            for (var i = 0; i < iterations; i++)
            {
                using var once = NewDisposeScope();
                var unit = _direction.div(_direction.norm());
                var product = Gradient(lossOf, unit, step).sub(Gradient(lossOf, unit, -step)).Over(2 * step);
                value = unit.dot(product).to(ScalarType.Float64).item<double>();
                if (!double.IsFinite(value) || SignalMeter.Read(product).Peak == 0)
                    break; // what is flat gives no direction to go on with
                using var off = no_grad();
                _direction.copy_(product);
            }

            return value;
        }
        finally
        {
            Restore(copies);
        }

        Tensor Gradient(Func<Tensor> loss, Tensor towards, double by)
        {
            Move(copies, towards, by);
            foreach (var p in _parameters)
                p.grad = null;
            using var on = enable_grad();
            loss().backward();
            return cat([.. _parameters.Select(p => (p.grad ?? zeros_like(p)).flatten())]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _direction.Dispose();

    private static double Norm(Tensor[] copies) =>
        Math.Sqrt(copies.Sum(copy => SignalMeter.Read(copy) is var it ? it.Rms * it.Rms * it.Count : 0));

    private void Move(Tensor[] copies, Tensor towards, double by)
    {
        using var off = no_grad();
        long at = 0;
        foreach (var (parameter, copy) in _parameters.Zip(copies))
        {
            using var moved = towards.narrow(0, at, copy.numel()).view_as(copy).Times(by).Plus(copy);
            parameter.copy_(moved);
            at += copy.numel();
        }
    }

    private void Restore(Tensor[] copies)
    {
        using var off = no_grad();
        foreach (var (parameter, copy) in _parameters.Zip(copies))
            parameter.copy_(copy);
    }
}
