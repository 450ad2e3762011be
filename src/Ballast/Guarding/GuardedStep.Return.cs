using static TorchSharp.torch;

namespace Ballast;

/// <content>What of it goes back to an earlier moment.</content>
internal sealed partial class GuardedStep
{
    nn.Module IReturning.Model => _model;

    optim.Optimizer IReturning.Optimizer => _optimizer;

    bool IReturning.Listens => Setup.Listening is not null;

    object?[] IReturning.SaveMoving() => [.. Moving.Select(part => part.Save())];

    void IReturning.RestoreMoving(object?[] states)
    {
        foreach (var (part, state) in Moving.Zip(states))
            part.Restore(state);
    }

    void IReturning.WentBack(bool replays)
    {
        if (!replays)
            _executor.GoBack();
        _executor.Rate = Recovery!.Rate;
        Buffers?.Renew();
    }
}
