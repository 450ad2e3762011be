using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A lower learning rate of all parameter groups for one step. They are as before after it: schedulers drive them, some of them by what is
/// there.
/// </summary>
internal readonly struct RateCut : IDisposable
{
    private readonly (optim.ILearningRateController Group, double Rate)[]? _before;

    /// <param name="optimizer">Whose rates.</param>
    /// <param name="factor">What they are multiplied by; 1 touches nothing.</param>
    public RateCut(optim.Optimizer optimizer, double factor)
    {
        if (factor == 1)
            return;
        _before = [.. optimizer.ParamGroups.Select(group => (group, group.LearningRate))];
        foreach (var (group, rate) in _before)
            group.LearningRate = rate * factor;
    }

    public void Dispose()
    {
        foreach (var (group, rate) in _before ?? [])
            group.LearningRate = rate;
    }
}
