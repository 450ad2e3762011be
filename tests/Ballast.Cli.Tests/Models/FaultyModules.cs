using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli.Tests.Models;

/// <summary>Modules as users should not write them: each does one thing wrong, at once or after a while.</summary>
public abstract class FaultyNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> layer;
    private int _calls;

    protected FaultyNet(int inputs, int classes)
        : base(nameof(FaultyNet))
    {
        layer = nn.Linear(inputs, classes);
        RegisterComponents();
    }

    protected bool IsLate => _calls > 40;

    public sealed override Tensor forward(Tensor x)
    {
        _calls++;
        return Spoil(layer.call(x));
    }

    protected abstract Tensor Spoil(Tensor y);
}

public sealed class ThrowsLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => IsLate ? throw new InvalidOperationException("boom") : y;
}

public sealed class OwnIoNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => IsLate ? throw new IOException("no such table") : y;
}

public sealed class ShapeLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => IsLate ? y.sum() : y;
}

public sealed class RowsLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => IsLate ? y.narrow(0, 0, 1) : y;
}

public sealed class NullNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => null!;
}

public sealed class NullLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => IsLate ? null! : y;
}

public sealed class DetachedNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => y.detach();
}

public sealed class DetachedLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => IsLate ? y.detach() : y;
}

public sealed class WholeNumbersNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => y.to(ScalarType.Int64);
}

public sealed class DisposedLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y)
    {
        if (IsLate)
            y.Dispose();
        return y;
    }
}

/// <summary>matmul lets its exception through TorchSharp: C++ ends the process.</summary>
public sealed class NativeNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => y.matmul(zeros(77, 3));
}

public sealed class NativeLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y) => IsLate ? y.matmul(zeros(77, 3)) : y;
}

public sealed class ForeignTypeLaterNet(int inputs, int classes) : FaultyNet(inputs, classes)
{
    protected override Tensor Spoil(Tensor y)
    {
        if (IsLate)
            this.to(ScalarType.Float64);
        return y;
    }
}

public sealed class NoParametersNet() : nn.Module<Tensor, Tensor>(nameof(NoParametersNet))
{
    public override Tensor forward(Tensor x) => x;
}

public sealed class FrozenNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> layer;

    public FrozenNet(int inputs, int classes)
        : base(nameof(FrozenNet))
    {
        layer = nn.Linear(inputs, classes);
        RegisterComponents();
        foreach (var parameter in parameters())
            parameter.requires_grad = false;
    }

    public override Tensor forward(Tensor x) => layer.call(x);
}

public sealed class StaticThrowNet(int inputs, int classes) : FaultyNet(inputs, classes + s_classes)
{
    private static readonly int s_classes = int.Parse("none", System.Globalization.CultureInfo.InvariantCulture);

    protected override Tensor Spoil(Tensor y) => y;
}
