using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>A parameter group of a Ballast optimizer; the two kinds let TorchSharp's schedulers cycle momentum or betas.</summary>
internal abstract class FusedGroup : ParamGroup
{
    protected FusedGroup(IReadOnlyList<Parameter> parameters, FusedOptions options) => (Parameters, Options) = (parameters, options);

    public FusedOptions Fused => (FusedOptions)Options;

    public static FusedGroup Of(IReadOnlyList<Parameter> parameters, FusedOptions options) =>
        options.Has("momentum") ? new MomentumGroup(parameters, options)
        : options.Has("beta1") && options.Has("beta2") ? new BetasGroup(parameters, options)
        : new PlainGroup(parameters, options);

    private sealed class PlainGroup(IReadOnlyList<Parameter> parameters, FusedOptions options) : FusedGroup(parameters, options);

    private sealed class MomentumGroup(IReadOnlyList<Parameter> parameters, FusedOptions options)
        : FusedGroup(parameters, options),
            IMomentum
    {
        public double Momentum
        {
            get => Fused["momentum"];
            set => Fused["momentum"] = value;
        }
    }

    private sealed class BetasGroup(IReadOnlyList<Parameter> parameters, FusedOptions options) : FusedGroup(parameters, options), IBetas
    {
        public (double, double) Betas
        {
            get => (Fused["beta1"], Fused["beta2"]);
            set => (Fused["beta1"], Fused["beta2"]) = value;
        }
    }
}
