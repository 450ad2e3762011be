using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli.Tests.Models;

/// <summary>A module as a user would write it.</summary>
public sealed class FittingNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> layer;

    public FittingNet(long inputs, int classes)
        : base(nameof(FittingNet))
    {
        layer = nn.Linear(inputs, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => layer.call(x.flatten(1));
}

/// <summary>No parameters, and the layer is forwarded past its hooks.</summary>
public sealed class HiddenNet : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear layer = nn.Linear(64, 9);

    public HiddenNet()
        : base(nameof(HiddenNet)) => RegisterComponents();

    public override Tensor forward(Tensor x) => layer.forward(x.flatten(1));
}

public sealed class ThrowingNet : nn.Module<Tensor, Tensor>
{
    public ThrowingNet()
        : base(nameof(ThrowingNet)) => throw new InvalidOperationException("no weights file");

    public override Tensor forward(Tensor x) => x;
}

public sealed class BrokenNet() : nn.Module<Tensor, Tensor>(nameof(BrokenNet))
{
    public override Tensor forward(Tensor x) => throw new FormatException("cannot read this");
}

public sealed class PickyNet(string path) : nn.Module<Tensor, Tensor>(nameof(PickyNet))
{
    public override Tensor forward(Tensor x) => x + path.Length;
}

public sealed class NoNet;
