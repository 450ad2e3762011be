using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Linear 196-48, residual blocks x + B relu(A x), Linear 48-10; no normalisation; A has He's gain.</summary>
internal sealed class ResidualNet : nn.Module<Tensor, Tensor>
{
    private const int Width = 48;
    private readonly Linear _first,
        _last;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _blocks;

    public ResidualNet(int blocks, Generator weights, double branchGain)
        : base("residual")
    {
        _first = Layers.Linear(SmallFashion.Pixels, Width, Layers.He, weights);
        _blocks = nn.ModuleList<nn.Module<Tensor, Tensor>>([
            .. Enumerable
                .Range(0, blocks)
                .Select(_ => new Residual(Layers.Mlp(weights, [Width, Width, Width], Layers.He, lastGain: branchGain))),
        ]);
        _last = Layers.Linear(Width, SmallFashion.Classes, 1, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = _first.call(x);
        foreach (var block in _blocks)
            x = block.call(x);
        return _last.call(x);
    }
}
