using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>
/// After inputs were standardised: a learning rate that was small enough for inputs in the hundreds is far too small for inputs of
/// size 1, since SGD goes the square of their size slower, Adam their size. So they are made so many times larger, and the weights that meet
/// them so many times smaller, that what the network answers stays, and a step goes half the way to the bottom along its own gradient (SGD) or
/// changes these weights by a hundredth of them (Adam); at most as large as they were.
/// </summary>
internal sealed class InputPace(optim.Optimizer optimizer, InputStandard standard, WeightedModule module)
{
    private const double HalfTheWay = 0.5, Usual = 0.01, Worth = 2, WorthOfGuess = 4, Same = 1e-3;

    /// <summary>Does it where something is gained and the loss stays; says so.</summary>
    /// <param name="gradient">Copies the gradient of the module's weight as it is now; null if there is none.</param>
    /// <param name="loss">The loss of a batch.</param>
    public string? Run(Func<Tensor?> gradient, Func<double> loss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (!(Factor(() => Curvature(gradient)) is var factor && factor > Worth)) return null;
        var before = loss();
        Widen(factor);
        if (Math.Abs(loss() - before) <= Same * Math.Abs(before)) return Words(factor);
        Widen(1 / factor);   // somebody else sees the inputs too
        return null;
    }

    /// <summary>
    /// The same without passes of one's own, by the gradient of the user's last: the way to the bottom is taken to be the whole loss, which
    /// is at most right, so half of the factor is made use of. Only where inputs are standardised right before the module, so that the answer stays.
    /// </summary>
    public string? Guess(double loss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (standard.Hooked?.Module != module.Name || module.Weight.grad is not { } gradient) return null;
        var factor = Factor(() => 4 * Product(gradient, gradient) / (2 * Math.Abs(loss)));
        if (!(factor > WorthOfGuess)) return null;
        Widen(factor);
        return Words(factor);
    }

    private double Factor(Func<double> curvature)
    {
        if (standard.Inserted is not { HasHeavyTail: false } scale || optimizer.ParamGroups.FirstOrDefault() is not { } group) return double.NaN;
        var rate = Math.Max(group.LearningRate, group.InitialLearningRate);
        var factor = Math.Min(scale.Std.Min(), ScaleFree.Is(optimizer)
            ? Usual * Probe.RootMeanSquare(module.Weight) / rate
            : Math.Sqrt(HalfTheWay * (1 - Momentum.Of(group)) / (rate * curvature())));
        return double.IsFinite(factor) ? factor : double.NaN;
    }

    private string Words(double factor) =>
        string.Create(CultureInfo.InvariantCulture, $"inputs of size {factor:g3} instead of 1, {module.Name}.weight / {factor:g3}: the learning rate is one for large inputs");

    private void Widen(double factor)
    {
        standard.Widen(factor);
        module.Weight.Shrink(factor);
    }

    // of the loss along its own gradient, by the gradient a hundredth of the weights further down; not a number where it does not curve upwards
    private double Curvature(Func<Tensor?> gradient)
    {
        if (gradient() is not { } here) return double.NaN;
        using var weight = module.Weight.clone();
        var way = Usual * Probe.RootMeanSquare(weight) / Probe.RootMeanSquare(here);
        module.Weight.sub_(here.Times(way));
        var further = gradient();
        module.Weight.copy_(weight);
        var curvature = (Product(here, here) - Product(here, further ?? here)) / (way * Product(here, here));
        return curvature > 0 ? curvature : double.NaN;
    }

    private static double Product(Tensor a, Tensor b) => a.mul(b).sum().to(ScalarType.Float64).cpu().item<double>();
}
