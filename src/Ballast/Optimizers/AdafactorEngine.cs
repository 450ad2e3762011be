using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Adafactor (Shazeer, Stern 2018) as PyTorch has it: the mean square of a matrix is kept as means of its rows and columns.
/// Hyperparameters lr, beta2_decay, eps1, eps2, d, weight_decay (decoupled).
/// </summary>
internal sealed class AdafactorEngine : TensorEngine
{
    public override int SecondMoments => 0b11;

    public override long[][] StateShapes(Parameter parameter)
    {
        var shape = parameter.shape;
        return shape.Length < 2
            ? [shape]
            :
            [
                [.. shape[..^1], 1],
                [.. shape[..^2], 1, shape[^1]],
            ];
    }

    protected override Tensor Change(in FusedStep step, Tensor weight, Tensor gradient)
    {
        var h = step.Hyperparameters;
        var eps =
            h[2] > 0 ? h[2]
            : gradient.dtype == ScalarType.Float64 ? Math.BitIncrement(1) - 1
            : MathF.BitIncrement(1) - 1;
        var fresh = Math.Pow(step.State.Step, -h[1]);
        var rate = Math.Min(h[0], 1 / Math.Sqrt(step.State.Step)) * Math.Max(h[3], Norm(weight) / Math.Sqrt(weight.numel()));
        var square = gradient.Squared();
        Tensor size;
        if (weight.ndim < 2)
        {
            size = step.State.Slot(0).LeanTowards(square, fresh).clone();
        }
        else
        {
            var rows = step.State.Slot(0).LeanTowards(square.mean([-1], keepdim: true), fresh);
            var columns = step.State.Slot(1).LeanTowards(square.mean([-2], keepdim: true), fresh);
            size = rows.matmul(columns).div(rows.mean([-2], keepdim: true).AtLeast(eps));
        }

        var update = size.AtLeast(eps * eps).rsqrt().mul(gradient);
        var clip = Math.Max(1, Norm(update) / Math.Sqrt(update.numel()) / h[4]);
        return update.Times(-rate / clip) - weight.Times(h[0] * h[5]);
    }
}
