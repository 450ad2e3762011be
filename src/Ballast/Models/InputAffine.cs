using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// (x - mean) / std with two fixed numbers, first in every zoo model: whoever finds the inputs badly scaled sets them here, and
/// since they are buffers they are saved, loaded and exported with the model. They stay float64 on the CPU wherever the
/// model moves, so reading them never waits for a device.
/// </summary>
public sealed class InputAffine : Module<Tensor, Tensor>
{
    // the fields' names are the buffers' names
    private readonly Tensor mean,
        std;

    /// <summary>The identity: mean 0, std 1.</summary>
    public InputAffine()
        : base(nameof(InputAffine))
    {
        mean = tensor(0.0, ScalarType.Float64).DetachFromDisposeScope();
        std = tensor(1.0, ScalarType.Float64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>What is subtracted. Default 0.</summary>
    public double Mean => mean.ReadCpuDouble(0);

    /// <summary>What is divided by, after <see cref="Mean"/>. Default 1.</summary>
    public double Std => std.ReadCpuDouble(0);

    /// <summary>Sets both numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mean"/> is not finite, or <paramref name="std"/> is not a finite
    /// number above 0.</exception>
    public void Set(double mean, double std)
    {
        if (!double.IsFinite(mean))
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The mean must be finite.");
        if (!double.IsFinite(std) || std <= 0)
            throw new ArgumentOutOfRangeException(nameof(std), std, "The standard deviation must be a finite number above 0.");
        this.mean.Set(mean);
        this.std.Set(std);
    }

    /// <summary>Any shape, the same shape out; <paramref name="x"/> itself while this is the identity.</summary>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var (mean, std) = (Mean, Std);
        if (mean == 0 && std == 1)
            return x;
        using var kept = new KeptTensors(x);
        return x.Standardised(mean, std);
    }

    /// <summary>Leaves the buffers where and what they are.</summary>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking) { }

    /// <summary>Frees the buffers.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            mean.Dispose();
            std.Dispose();
        }
        base.Dispose(disposing);
    }
}
