using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Muon's step over square matrices, one operation for each of its formula: what one writes in a loop of one's own.</summary>
internal sealed class PlainMuon(BenchTensors model, double lr, double decay) : IDisposable
{
    private const double Momentum = 0.95;
    private readonly Tensor[] _means = [.. model.All.Select(weight => zeros_like(weight).DetachFromDisposeScope())];

    public void Step()
    {
        using var off = no_grad();
        for (var i = 0; i < _means.Length; i++)
        {
            using var scope = NewDisposeScope();
            var (weight, gradient) = (model.All[i], model.All[i].grad!);
            _means[i].LeanTowards(gradient, 1 - Momentum);
            var x = gradient.Times(1 - Momentum).Plus(_means[i].Times(Momentum));
            x = x / x.norm().Plus(1e-7);
            for (var round = 0; round < 5; round++)
            {
                var square = x.mm(x.t());
                x = x.Times(3.4445).Plus(square.Times(-4.7750).Plus(square.mm(square).Times(2.0315)).mm(x));
            }

            weight.Scale(1 - (lr * decay)).Add(x.Times(-lr));
        }
    }

    public void Dispose()
    {
        foreach (var mean in _means)
            mean.Dispose();
    }
}
