using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>
/// Optimizers that are nothing but their engines and hyperparameters. Three kinds, since TorchSharp's schedulers ask the
/// optimizer's type whether there is momentum or betas to cycle.
/// </summary>
internal static class RuleOptimizers
{
    public static FusedOptimizer Create(Arithmetic arithmetic, IEnumerable<ParamGroup> groups, double lr)
    {
        var names = arithmetic.Hyperparameters.Select(hyperparameter => hyperparameter.Name).ToHashSet();
        return names.Contains("momentum") ? new WithMomentum(arithmetic, groups, lr)
            : names.Contains("beta1") && names.Contains("beta2") ? new WithBetas(arithmetic, groups, lr)
            : new Plain(arithmetic, groups, lr);
    }

    private sealed class Plain(Arithmetic arithmetic, IEnumerable<ParamGroup> groups, double lr) : FusedOptimizer(arithmetic, groups, lr);

    private sealed class WithMomentum(Arithmetic arithmetic, IEnumerable<ParamGroup> groups, double lr)
        : MomentumOptimizer(arithmetic, groups, lr);

    private sealed class WithBetas(Arithmetic arithmetic, IEnumerable<ParamGroup> groups, double lr)
        : BetasOptimizer(arithmetic, groups, lr);
}

/// <summary>Has a hyperparameter <c>momentum</c>.</summary>
internal abstract class MomentumOptimizer(Arithmetic arithmetic, IEnumerable<ParamGroup> groups, double lr)
    : FusedOptimizer(arithmetic, groups, lr),
        IMomentum
{
    public double Momentum
    {
        get => ((FusedGroup)_parameter_groups[0]).Fused["momentum"];
        set
        {
            foreach (var group in _parameter_groups.Cast<FusedGroup>())
                group.Fused["momentum"] = value;
        }
    }
}

/// <summary>Has hyperparameters <c>beta1</c> and <c>beta2</c>.</summary>
internal abstract class BetasOptimizer(Arithmetic arithmetic, IEnumerable<ParamGroup> groups, double lr)
    : FusedOptimizer(arithmetic, groups, lr),
        IBetas
{
    public (double, double) Betas
    {
        get => (((FusedGroup)_parameter_groups[0]).Fused["beta1"], ((FusedGroup)_parameter_groups[0]).Fused["beta2"]);
        set
        {
            foreach (var group in _parameter_groups.Cast<FusedGroup>())
                (group.Fused["beta1"], group.Fused["beta2"]) = value;
        }
    }
}
