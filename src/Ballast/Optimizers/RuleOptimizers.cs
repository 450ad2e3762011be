using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>
/// Optimizers that are nothing but their engines and hyperparameters. Three kinds, since TorchSharp's schedulers ask the
/// optimizer's type whether there is momentum or betas to cycle.
/// </summary>
internal static class RuleOptimizers
{
    public static FusedOptimizer Create(string name, IEnumerable<ParamGroup> groups, double lr, UpdateEngine[] engines, Hyperparameter[] hyperparameters, bool ignoresGradientScale)
    {
        var names = hyperparameters.Select(hyperparameter => hyperparameter.Name).ToHashSet();
        return names.Contains("momentum") ? new WithMomentum(name, groups, lr, engines, hyperparameters, ignoresGradientScale)
            : names.Contains("beta1") && names.Contains("beta2") ? new WithBetas(name, groups, lr, engines, hyperparameters, ignoresGradientScale)
            : new Plain(name, groups, lr, engines, hyperparameters, ignoresGradientScale);
    }

    private sealed class Plain(string name, IEnumerable<ParamGroup> groups, double lr, UpdateEngine[] engines, Hyperparameter[] hyperparameters, bool ignoresGradientScale)
        : FusedOptimizer(name, groups, lr, engines, hyperparameters)
    {
        internal override bool IgnoresGradientScale => ignoresGradientScale;
    }

    private sealed class WithMomentum(string name, IEnumerable<ParamGroup> groups, double lr, UpdateEngine[] engines, Hyperparameter[] hyperparameters, bool ignoresGradientScale)
        : MomentumOptimizer(name, groups, lr, engines, hyperparameters)
    {
        internal override bool IgnoresGradientScale => ignoresGradientScale;
    }

    private sealed class WithBetas(string name, IEnumerable<ParamGroup> groups, double lr, UpdateEngine[] engines, Hyperparameter[] hyperparameters, bool ignoresGradientScale)
        : BetasOptimizer(name, groups, lr, engines, hyperparameters)
    {
        internal override bool IgnoresGradientScale => ignoresGradientScale;
    }
}

/// <summary>Has a hyperparameter <c>momentum</c>.</summary>
internal abstract class MomentumOptimizer(string name, IEnumerable<ParamGroup> groups, double lr, UpdateEngine[] engines, params Hyperparameter[] hyperparameters)
    : FusedOptimizer(name, groups, lr, engines, hyperparameters), IMomentum
{
    public double Momentum
    {
        get => ((FusedGroup)_parameter_groups[0]).Fused["momentum"];
        set
        {
            foreach (var group in _parameter_groups.Cast<FusedGroup>()) group.Fused["momentum"] = value;
        }
    }
}

/// <summary>Has hyperparameters <c>beta1</c> and <c>beta2</c>.</summary>
internal abstract class BetasOptimizer(string name, IEnumerable<ParamGroup> groups, double lr, UpdateEngine[] engines, params Hyperparameter[] hyperparameters)
    : FusedOptimizer(name, groups, lr, engines, hyperparameters), IBetas
{
    public (double, double) Betas
    {
        get => (((FusedGroup)_parameter_groups[0]).Fused["beta1"], ((FusedGroup)_parameter_groups[0]).Fused["beta2"]);
        set
        {
            foreach (var group in _parameter_groups.Cast<FusedGroup>()) (group.Fused["beta1"], group.Fused["beta2"]) = value;
        }
    }
}
