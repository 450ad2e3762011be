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
    private FactoredJob? _job;

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

    public override void Run(ParameterTable table, FusedStep[] steps, int index, in StepOrder order, ParameterUpdate[] updates)
    {
        int[] mine = [.. Of(steps, index)];
        int[] fits = [.. mine.Where(i => table.Types[i] is ScalarType.Float32 or ScalarType.Float64 && table.Infos[i].Count > 0)];
        if (_job is null || !_job.Fits(table, fits))
            _job = new(table, fits);
        _job.Run(steps, order, updates);
        if (fits.Length < mine.Length)
            RunByTensors(table, steps, mine.Except(fits), order, updates); // of 16 bits, or of no values
    }

    protected override Tensor Change(in FusedStep step, Tensor weight, Tensor gradient)
    {
        var factors = AdafactorFactors.Of(step, gradient.dtype == ScalarType.Float64);
        var square = gradient.Squared();
        Tensor size;
        if (weight.ndim < 2)
        {
            size = step.State.Slot(0).LeanTowards(square, factors.Fresh).clone();
        }
        else
        {
            var rows = step.State.Slot(0).LeanTowards(square.mean([-1], keepdim: true), factors.Fresh);
            var columns = step.State.Slot(1).LeanTowards(square.mean([-2], keepdim: true), factors.Fresh);
            size = rows.matmul(columns).div(rows.mean([-2], keepdim: true).AtLeast(factors.Least));
        }

        var update = size.AtLeast(factors.Least * factors.Least).rsqrt().mul(gradient);
        var share = factors.OfUpdate(Square(update), Square(weight), weight.numel());
        return update.Times(share).Plus(weight.Times(factors.OfWeight));
    }

    private static double Square(Tensor x)
    {
        var norm = Norm(x);
        return norm * norm;
    }
}
