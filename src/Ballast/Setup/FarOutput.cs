using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Brings the outputs of a fresh network to where the loss wants them, if that is far away (targets of 500 +- 200): a step may
/// change a layer by about one per cent, so the way there would take longer than the training. The direction is the loss's own
/// gradient in output space, the distance a line search along it; a loss that only falls on (a classifier's) has no such place.
/// Medians throughout, so that a few wild targets do not count. Rescales the last layer, which must be a Linear with bias.
/// </summary>
internal sealed class FarOutput(nn.Module model, WeightedModule last)
{
    private const double Steep = 15, Far = 8, Worth = 0.5, NormalSpread = 1.4826;   // the last: standard deviation over median deviation
    private static readonly double[] s_powers = [.. Enumerable.Range(-20, 25).Select(power => (double)power)];
    private static readonly double[] s_between = [-0.75, -0.5, -0.25, 0.25, 0.5, 0.75];

    /// <summary>True if a pass's loss pulls far: the middle one of its gradients per sample and output is large.</summary>
    public static bool IsSuspected(Probe probe) => probe.Pull > Steep;

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
        var place = output.sub(direction.Times(Math.Pow(2, power))).flatten(0, -2);
        var rows = output.flatten(0, -2);
        if (!(Probe.RootMeanSquare(place) > Far) || !(Finite(At(Math.Pow(2, power))) < Worth * start)) return null;
        return Rescale(rows, place, start, loss);
    }

    private string? Rescale(Tensor rows, Tensor place, double start, Func<Tensor> loss)
    {
        var (weight, bias) = (last.Weight.clone(), last.Bias!.clone());
        var (middle, target) = (Middle(rows), Middle(place));
        var gain = Spread(place, target).div(Spread(rows, middle).AtLeast(1e-12)).nan_to_num(1).Within(1e-6, 1e6);
        last.Weight.mul_(gain.unsqueeze(1));
        last.Bias!.sub_(middle).mul_(gain).add_(target);
        using var moved = loss();
        if (LossValue.Read(moved) < start)
            return string.Create(CultureInfo.InvariantCulture, $"{last.Name} moved to outputs of size {Probe.RootMeanSquare(place):g3}, where the loss wants them");
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

    private static Tensor Middle(Tensor rows) => rows.sort(0).Values[rows.shape[0] / 2];

    private static Tensor Spread(Tensor rows, Tensor middle) => Middle(rows.sub(middle).abs()).Times(NormalSpread);
}
