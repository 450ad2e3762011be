using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>
/// A small network that really explodes: a ReLU perceptron whose weights are <c>gain</c> times what He's initialisation asks
/// for, on a fixed regression task (a random direction of standard normal inputs). With gain 1 it is healthy.
/// </summary>
public sealed class ExplodingNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _layers;
    private readonly Tensor _direction;
    private readonly Generator _data;
    private readonly int _inputs;

    /// <summary>Everything follows from the seed.</summary>
    /// <param name="seed">Of weights and data.</param>
    /// <param name="gain">Times He's standard deviation; 2.5 over 8 layers explodes within a few steps.</param>
    /// <param name="depth">Hidden layers.</param>
    /// <param name="width">Units in each.</param>
    /// <param name="inputs">Input features.</param>
    public ExplodingNet(int seed, double gain = 2.5, int depth = 8, int width = 32, int inputs = 10)
        : base("exploding")
    {
        using var kept = new KeptTensors();
        using var off = no_grad();
        using var weights = new Generator((ulong)seed);
        _data = new Generator((ulong)seed + 1);
        (_inputs, _direction) = (inputs, randn([inputs, 1], generator: weights).Over(Math.Sqrt(inputs)).DetachFromDisposeScope());
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 0; i <= depth; i++)
        {
            var (fanIn, fanOut) = (i == 0 ? inputs : width, i == depth ? 1 : width);
            var linear = nn.Linear(fanIn, fanOut);
            linear.weight!.copy_(randn([fanOut, fanIn], generator: weights).Times(gain * Math.Sqrt(2.0 / fanIn)));
            linear.bias!.zero_();
            layers.Add(($"linear{i + 1}", linear));
            if (i < depth)
                layers.Add(($"relu{i + 1}", nn.ReLU()));
        }

        _layers = nn.Sequential(layers);
        register_module("layers", _layers);
    }

    /// <summary>[n, inputs] in, [n, 1] out.</summary>
    public override Tensor forward(Tensor x) => _layers.call(x);

    /// <summary>The next batch and its mean squared error: a scalar to call backward on.</summary>
    public Tensor Loss(int batch = 32)
    {
        using var kept = new KeptTensors();
        var x = randn([batch, _inputs], generator: _data);
        return nn.functional.mse_loss(call(x), x.matmul(_direction));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _direction.Dispose();
            _data.Dispose();
        }

        base.Dispose(disposing);
    }
}
