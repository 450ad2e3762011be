using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Weights, buffers and optimizer state as they were at a step.</summary>
internal sealed class Snapshot : IDisposable
{
    private readonly (Tensor Live, Tensor Copy)[] _pairs;
    private readonly OptimizerHelper _optimizer;
    private readonly MemoryStream _state = new();

    public Snapshot(int step, nn.Module model, optim.Optimizer optimizer)
    {
        using var off = no_grad();
        (Step, _optimizer) = (step, (OptimizerHelper)optimizer);
        _pairs = [.. model.parameters().Concat(model.buffers()).Select(live => (live, live.clone().DetachFromDisposeScope()))];
        _optimizer.save_state_dict(new BinaryWriter(_state));
    }

    public int Step { get; }

    public void Restore()
    {
        using var off = no_grad();
        foreach (var (live, copy) in _pairs)
            live.copy_(copy);
        _state.Position = 0;
        _optimizer.load_state_dict(new BinaryReader(_state));
    }

    public void Dispose()
    {
        foreach (var (_, copy) in _pairs)
            copy.Dispose();
        _state.Dispose();
    }
}
