using static TorchSharp.torch.optim;

namespace Ballast;

/// <summary>What an optimizer keeps of its velocity, or of the mean of its gradients, from step to step.</summary>
internal static class Momentum
{
    /// <summary>The largest of all parameter groups; 0 where there is none, or TorchSharp does not tell.</summary>
    public static double Of(Optimizer optimizer) => optimizer.ParamGroups.Select(group => Of(group)).DefaultIfEmpty().Max();

    /// <summary>That of one group.</summary>
    public static double Of(ILearningRateController group) =>
        group switch
        {
            IMomentum it => it.Momentum,
            IBetas it => it.Betas.Item1,
            _ => 0,
        };
}
