using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Brings the outputs of a fresh network to where the loss wants them, if that is far away (targets of 500 +- 200): a step may
/// change a layer by about one per cent, so the way there would take longer than the training. The direction is the loss's own
/// gradient in output space, the distance a line search along it; a loss that only falls on (a classifier's) has no such place.
/// A few wild targets do not count. Rescales the last layer, which must be a Linear with bias.
/// </summary>
/// <remarks>
/// The outputs come to the middle of that place with 12 % of its spread: an answer that is nearly constant. With all of it a
/// network's chance features are as large as what it is to learn, and it fits a small table twenty times better than it knows it.
/// </remarks>
internal sealed class FarOutput(nn.Module model, WeightedModule last) : IDisposable
{
    private const double Rounding = 1e-5,
        StillColumn = 1e-3;
    private static readonly double[] s_powers = [.. Enumerable.Range(-20, 25).Select(power => (double)power)];
    private static readonly double[] s_between = [-0.75, -0.5, -0.25, 0.25, 0.5, 0.75];
    private Tensor? _middle;

    /// <summary>The layer.</summary>
    public WeightedModule Head => last;

    /// <summary>
    /// The spread of each column of the outputs in that place; 0 for a column that hardly varies there (a pixel that is always
    /// dark), since nothing can be measured by it. Set by <see cref="Move"/>.
    /// </summary>
    public double[] Unit { get; private set; } = [];

    /// <summary>True if a pass's loss pulls far: its gradient per sample is large in some column of the output.</summary>
    public static bool IsSuspected(Probe probe) => IsSuspected(probe.Pulls.Values.DefaultIfEmpty().Max(), probe.Excess);

    /// <summary>The same of the largest pull and the excess.</summary>
    public static bool IsSuspected(double pull, double excess) => pull > FarPull || excess > FarExcess;

    /// <summary>
    /// True if the loss, as far as it is a squared error, is several times that of outputs that have the targets' mean and spread.
    /// </summary>
    public static bool IsExcess(Probe probe) => probe.Excess > FarExcess;

    /// <summary>Gives the moved outputs all of the spread of their place, or the small share of it again.</summary>
    public void Spread(bool wide)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        Stretch(ones_like(_middle!).Times(wide ? 1 / MovedSpread : MovedSpread), _middle!, _middle!);
    }

    public void Dispose() => _middle?.Dispose();

    /// <summary>Looks for the place and moves the layer there; null if there is none.</summary>
    /// <param name="losses">One batch; several where each has only a few rows.</param>
    public string? Move(IReadOnlyList<Func<Tensor>> losses)
    {
        if (last.Module is not Linear { bias: not null })
            return null;
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        var pulls = losses.Select(Pull).ToArray();
        if (Array.Exists(pulls, pull => pull.Gradient is null))
            return null;
        using var off = no_grad();
        Tensor[] directions = [.. pulls.Select(pull => pull.Gradient!.Times(pull.Output.numel() / pull.Output.shape[^1]))];
        Tensor Place(int batch, double distance) => pulls[batch].Output.sub(directions[batch].Times(distance));
        double At(double distance) => losses.Select((loss, i) => With(Place(i, distance), loss)).Average();
        var start = pulls.Average(pull => pull.Loss);
        var power = s_powers.MinBy(p => At(Math.Pow(2, p)));
        if (power == s_powers[^1])
            return null; // it only falls on
        power = s_between.Select(between => power + between).Append(power).MinBy(p => At(Math.Pow(2, p)));
        var slope = pulls
            .Select((pull, i) => pull.Gradient!.mul(directions[i]).sum().to(ScalarType.Float64).cpu().item<double>())
            .Average();
        var distance = Bottom(Math.Pow(2, power), slope, start, At);
        var fall = start - At(distance); // of what the slope alone promises, a squared error keeps half
        if (!(fall > PromisedFall * slope * distance) || !(fall > Rounding * start))
            return null;
        var rows = cat([.. pulls.Select(pull => pull.Output.flatten(0, -2))]);
        var place = cat([.. losses.Select((_, i) => Place(i, distance).flatten(0, -2))]);
        return Rescale(rows, place, start, losses);
    }

    // the parabola of this start, slope and point: exact for a squared error, where a search by quarters of a power would miss by a tenth
    private static double Bottom(double near, double slope, double start, Func<double, double> at)
    {
        var curvature = 2 * (at(near) - start + (slope * near)) / (near * near);
        var bottom = slope / curvature;
        return bottom > 0 && at(bottom) <= at(near) ? bottom : near;
    }

    private string? Rescale(Tensor rows, Tensor place, double start, IReadOnlyList<Func<Tensor>> losses)
    {
        var (weight, bias) = (last.Weight.clone(), last.Bias!.clone());
        var ((middle, spread), (target, unit)) = (OutputBulk.Of(rows), OutputBulk.Of(place));
        _middle = target.DetachFromDisposeScope();
        Stretch(unit.div(spread.AtLeast(1e-12)).nan_to_num(1).Within(1e-6, 1e6), middle, target);
        var (size, wide) = (Sizes.RootMeanSquare(place), losses.Average(BatchLosses.Of));
        Spread(wide: false);
        var isFar = size > LargeSize;
        var isBetter = wide < (isFar ? start : Math.Min(start, start / FarExcess)); // a third of a negative loss is more
        if (isBetter || (isFar && losses.Average(BatchLosses.Of) <= start + (LevelLoss * Math.Abs(start))))
        {
            Unit = [.. where(unit.gt(spread.Times(StillColumn)), unit, zeros_like(unit)).to(ScalarType.Float64).cpu().data<double>()];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{last.Name} moved to outputs of size {size:g3}, where the loss wants them"
            );
        }

        last.Weight.copy_(weight);
        last.Bias.copy_(bias);
        Dispose();
        return null;
    }

    // outputs around one middle become so many times as wide around another
    private void Stretch(Tensor gain, Tensor from, Tensor to)
    {
        last.Weight.mul_(gain.unsqueeze(1));
        last.Bias!.sub_(from).mul_(gain).Add(to);
    }

    private (double Loss, Tensor Output, Tensor? Gradient) Pull(Func<Tensor> loss)
    {
        var output = zeros(1);
        var hook = last.Module.register_forward_hook(
            (_, _, computed) =>
            {
                computed.retain_grad();
                output = computed;
                return computed.alias();
            }
        );
        try
        {
            using var on = enable_grad();
            var value = loss();
            value.backward();
            return (LossValue.Read(value), output.detach(), output.grad?.detach());
        }
        finally
        {
            hook.remove();
        }
    }

    // the loss of chosen outputs; they stay in the graph, since a loss may ask for a gradient through them
    private double With(Tensor output, Func<Tensor> loss)
    {
        var hook = last.Module.register_forward_hook((_, _, computed) => output.Plus(computed.sub(computed.detach())));
        try
        {
            return BatchLosses.Of(loss);
        }
        finally
        {
            hook.remove();
        }
    }
}
