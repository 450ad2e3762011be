using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static Ballast.SetupConstants;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>
/// After inputs were standardised: a learning rate that was small enough for inputs in the hundreds is far too small for inputs of
/// size 1, since SGD goes the square of their size slower, Adam their size. So they are made so many times larger, and the weights that
/// meet them so many times smaller, that what the network answers stays, and a step goes half the way to the bottom along its own gradient
/// (SGD) or changes these weights by a hundredth of them (Adam); at most as large as they were.
/// </summary>
internal sealed class InputPace(optim.Optimizer optimizer, InputStandard standard, WeightedModule module)
{
    private const double Same = 1e-3;

    /// <summary>Does it where something is gained and the loss stays; says so.</summary>
    /// <param name="gradient">Copies the gradient of the module's weight as it is now; null if there is none.</param>
    /// <param name="loss">The loss of a batch.</param>
    public string? Run(Func<Tensor?> gradient, Func<double> loss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (Factor(() => OwnCurvature.Of([module.Weight], () => gradient() is { } found ? [found] : null)) is not (var scale, var most))
            return null;
        var factor = Math.Min(most, scale.Std.Min());
        if (!(factor > WidenedInputs))
            return null;
        var before = loss();
        var words = Widen(factor);
        if (Math.Abs(loss() - before) <= Same * Math.Abs(before))
            return words;
        Widen(1 / factor); // somebody else sees the inputs too
        return null;
    }

    /// <summary>
    /// The same without passes of one's own, by the gradient of the user's last: the way to the bottom is taken to be the whole loss, which
    /// is at most right, so half of the factor is made use of. Only where inputs are standardised right before the module, so that the
    /// answer stays.
    /// </summary>
    public string? Guess(double loss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (standard.Hooked?.Module != module.Name || module.Weight.grad is not { } gradient)
            return null;
        return Factor(() => 2 * OwnCurvature.Product(gradient, gradient) / Math.Abs(loss)) is (var scale, > GuessedInputs and var most)
            ? Leave(scale, most) ?? (Math.Min(most, scale.Std.Min()) is > WidenedInputs and var factor ? Widen(factor) : null)
            : null;
    }

    // how large inputs may be
    private (InputScale Scale, double Factor)? Factor(Func<double> curvature)
    {
        if (standard.Inserted is not { HasHeavyTail: false } scale || optimizer.ParamGroups.FirstOrDefault() is not { } group)
            return null;
        var rate = Math.Max(group.LearningRate, group.InitialLearningRate);
        var factor = ScaleFree.Is(optimizer)
            ? UsualStep * Sizes.RootMeanSquare(module.Weight) / rate
            : Math.Sqrt(HalfTheWay * (1 - Momentum.Of(group)) / (rate * curvature()));
        return factor > WidenedInputs && double.IsFinite(factor) ? (scale, factor) : null;
    }

    // W (x - m) / s + b is W / s x + (b - W m / s)
    private string? Leave(InputScale scale, double factor)
    {
        if (factor < scale.Size || module is not { Module: Linear, Bias: { } bias } || standard.Hooked is null)
            return null;
        using var std = tensor(scale.Std).to(module.Weight.dtype).to(module.Weight.device);
        using var mean = tensor(scale.Mean).to(module.Weight.dtype).to(module.Weight.device);
        module.Weight.div_(std);
        bias.sub_(module.Weight.mul(mean).sum([1L]));
        standard.Remove();
        return "inputs are left as they were: the learning rate is one for inputs of this size";
    }

    private string Widen(double factor)
    {
        standard.Widen(factor);
        module.Weight.Shrink(factor);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"inputs of size {factor:g3} instead of 1, {module.Name}.weight / {factor:g3}: the learning rate is one for large inputs"
        );
    }
}
