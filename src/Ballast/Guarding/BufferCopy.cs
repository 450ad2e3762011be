using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A copy of the model's buffers as they were after the last step that was taken. A poisoned batch reaches the running
/// statistics of batch norm in the forward pass, before any gradient: refusing the step alone would not undo it.
/// </summary>
internal sealed class BufferCopy : IDisposable
{
    private readonly (Tensor Live, Tensor Copy)[] _pairs;

    public BufferCopy(nn.Module model)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _pairs = [.. model.buffers().Select(buffer => (buffer, buffer.detach().clone().DetachFromDisposeScope()))];
    }

    public void Take()
    {
        if (_pairs.Length == 0) return;
        using var off = no_grad();
        foreach (var (live, copy) in _pairs) copy.copy_(live);
    }

    public void Restore()
    {
        if (_pairs.Length == 0) return;
        using var off = no_grad();
        foreach (var (live, copy) in _pairs) live.copy_(copy);
    }

    public void Dispose()
    {
        foreach (var (_, copy) in _pairs) copy.Dispose();
    }
}
