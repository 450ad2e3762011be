using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Brings the outputs of a fresh network to where the loss wants them, if that is far away (targets of 500 +- 200): a step may
/// change a layer by about one per cent, so the way there would take longer than the training. The direction is the loss's own
/// gradient in output space, the distance a line search along it; a loss that only falls on (a classifier's) has no such place.
/// A few wild targets do not count. Rescales the last layer, which must be a Linear with bias.
/// </summary>
internal sealed class FarOutput(nn.Module model, WeightedModule last)
{
    /// <summary>The pull from which on an output is suspected to be far from where it should be.</summary>
    public const double Steep = 15;

    private const double Far = 8, Worth = 0.25, Rounding = 1e-5, Wild = 3, Much = 3;
    private static readonly double[] s_powers = [.. Enumerable.Range(-20, 25).Select(power => (double)power)];
    private static readonly double[] s_between = [-0.75, -0.5, -0.25, 0.25, 0.5, 0.75];

    /// <summary>The layer.</summary>
    public WeightedModule Head => last;

    /// <summary>The spread of each column of the outputs where they were brought to; set by <see cref="Move"/>.</summary>
    public double[] Unit { get; private set; } = [];

    /// <summary>True if a pass's loss pulls far: its gradient per sample is large in some column of the output.</summary>
    public static bool IsSuspected(Probe probe) => probe.Pulls.Any(pull => pull.Value > Steep) || IsExcess(probe);

    /// <summary>True if the loss, as far as it is a squared error, is several times that of outputs that have the targets' mean and spread.</summary>
    public static bool IsExcess(Probe probe) => probe.Excess > Much;

    /// <summary>Looks for the place by one batch and moves the layer there; null if there is none.</summary>
    public string? Move(Func<Tensor> loss)
    {
        if (last.Module is not Linear { bias: not null }) return null;
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        var (start, output, gradient) = Pull(loss);
        if (gradient is null) return null;
        using var off = no_grad();
        var direction = gradient.Times(output.numel() / output.shape[^1]);
        double At(double distance) => With(output.sub(direction.Times(distance)), loss);
        var power = s_powers.MinBy(p => Finite(At(Math.Pow(2, p))));
        if (power == s_powers[^1]) return null;   // it only falls on
        power = s_between.Select(between => power + between).Append(power).MinBy(p => Finite(At(Math.Pow(2, p))));
        var slope = gradient.mul(direction).sum().to(ScalarType.Float64).cpu().item<double>();
        var distance = Bottom(Math.Pow(2, power), slope, start, At);
        var place = output.sub(direction.Times(distance)).flatten(0, -2);
        var fall = start - Finite(At(distance));   // of what the slope alone promises, a squared error keeps half
        if (!(fall > Worth * slope * distance) || !(fall > Rounding * start)) return null;
        return Rescale(output.flatten(0, -2), place, Probe.RootMeanSquare(place) > Far ? start : Math.Min(start, start / Much), loss);   // a third of a negative loss is more
    }

    // the parabola of this start, slope and point: exact for a squared error, where a search by quarters of a power would miss by a tenth
    private static double Bottom(double near, double slope, double start, Func<double, double> at)
    {
        var curvature = 2 * (at(near) - start + (slope * near)) / (near * near);
        var bottom = slope / curvature;
        return bottom > 0 && at(bottom) <= at(near) ? bottom : near;
    }

    private string? Rescale(Tensor rows, Tensor place, double below, Func<Tensor> loss)
    {
        var (weight, bias) = (last.Weight.clone(), last.Bias!.clone());
        var ((middle, spread), (target, unit)) = (Bulk(rows), Bulk(place));
        var gain = unit.div(spread.AtLeast(1e-12)).nan_to_num(1).Within(1e-6, 1e6);
        last.Weight.mul_(gain.unsqueeze(1));
        last.Bias!.sub_(middle).mul_(gain).Add(target);
        using var moved = loss();
        if (LossValue.Read(moved) < below)
        {
            Unit = [.. gain.mul(spread).to(ScalarType.Float64).cpu().data<double>()];
            return string.Create(CultureInfo.InvariantCulture, $"{last.Name} moved to outputs of size {Probe.RootMeanSquare(place):g3}, where the loss wants them");
        }

        last.Weight.copy_(weight);
        last.Bias.copy_(bias);
        return null;
    }

    private (double Loss, Tensor Output, Tensor? Gradient) Pull(Func<Tensor> loss)
    {
        var output = zeros(1);
        var hook = last.Module.register_forward_hook((_, _, computed) =>
        {
            computed.retain_grad();
            output = computed;
            return computed.alias();
        });
        try
        {
            var value = loss();
            value.backward();
            return (LossValue.Read(value), output.detach(), output.grad?.detach());
        }
        finally
        {
            hook.remove();
        }
    }

    private double With(Tensor output, Func<Tensor> loss)
    {
        var hook = last.Module.register_forward_hook((_, _, _) => output.alias());
        try
        {
            return LossValue.Read(loss());
        }
        finally
        {
            hook.remove();
        }
    }

    private static double Finite(double loss) => double.IsFinite(loss) ? loss : double.PositiveInfinity;

    // mean and standard deviation of each column without what is far beyond nine of ten values
    private static (Tensor Mean, Tensor Deviation) Bulk(Tensor rows)
    {
        var distance = rows.sub(rows.sort(0).Values[rows.shape[0] / 2]).abs();
        var most = HeadPull.Most(distance);
        var kept = distance.le(where(most.IsPositive(), most.Times(Wild), distance.amax([0]))).to(rows.dtype);   // where nine of ten are equal, all
        var count = kept.sum(dim: 0);
        var mean = rows.mul(kept).sum(dim: 0).div(count);
        return (mean, rows.sub(mean).Squared().mul(kept).sum(dim: 0).div(count).sqrt());
    }
}
