using TorchSharp.Modules;
using static Ballast.SetupConstants;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>How much a loss curves along its own gradient, which says how far a step of plain descent may go.</summary>
internal static class OwnCurvature
{
    /// <summary>By the gradient a hundredth of the weights further down; not a number where the loss does not curve upwards.</summary>
    /// <param name="weights">What is moved for that, and brought back.</param>
    /// <param name="gradients">Copies their gradients as they are now; null if there are none.</param>
    public static double Of(Parameter[] weights, Func<Tensor[]?> gradients)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (gradients() is not { } here)
            return double.NaN;
        Tensor[] before = [.. weights.Select(weight => weight.clone())];
        var way = UsualStep * Math.Sqrt(Product(before, before) / Product(here, here));
        if (!double.IsFinite(way))
            return double.NaN; // no gradient, or none that is finite
        try
        {
            for (var i = 0; i < weights.Length; i++)
                weights[i].sub_(here[i].Times(way));
            var curvature = (Product(here, here) - Product(here, gradients() ?? here)) / (way * Product(here, here));
            return curvature > 0 ? curvature : double.NaN;
        }
        finally
        {
            for (var i = 0; i < weights.Length; i++)
                weights[i].copy_(before[i]); // also where the user's loss throws
        }
    }

    /// <summary>Whether the first step of an optimizer that takes gradients as they are is a sane one.</summary>
    public static bool Suits(Optimizer optimizer, double curvature) =>
        !ScaleFree.Is(optimizer)
        && optimizer.ParamGroups.All(group =>
            Math.Max(group.LearningRate, group.InitialLearningRate) * curvature <= HalfTheWay * (1 - Momentum.Of(group))
        );

    public static double Product(Tensor a, Tensor b) => a.mul(b).sum().to(ScalarType.Float64).cpu().item<double>();

    private static double Product(Tensor[] a, Tensor[] b) => a.Zip(b, Product).Sum();
}
