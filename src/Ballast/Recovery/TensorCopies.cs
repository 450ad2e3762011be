using static TorchSharp.torch;

namespace Ballast;

/// <summary>Copies of tensors in host memory, which is used again.</summary>
internal sealed class TensorCopies : IDisposable
{
    private Tensor[] _live = [],
        _copies = [];
    private ulong _sum;

    /// <summary>The copies.</summary>
    public IReadOnlyList<Tensor> Copies => _copies;

    /// <summary>Copies all of them; the same ones as a rule, which takes no new memory.</summary>
    public void Take(Tensor[] live)
    {
        using var off = no_grad();
        if (_live.Length != live.Length || _live.Where((tensor, i) => !ReferenceEquals(tensor, live[i])).Any())
        {
            Dispose();
            _live = live;
            _copies = [.. live.Select(Copy)];
        }
        else
            for (var i = 0; i < live.Length; i++)
                _copies[i].copy_(live[i]);

        _sum = Sum();
    }

    private static Tensor Copy(Tensor tensor)
    {
        using var plain = tensor.detach();
        return plain.to(CPU, copy: true).DetachFromDisposeScope();
    }

    /// <summary>Puts them back in place.</summary>
    public void Restore()
    {
        using var off = no_grad();
        for (var i = 0; i < _live.Length; i++)
            _live[i].copy_(_copies[i]);
    }

    /// <summary>Whether every value of the first so many copies is finite.</summary>
    public bool IsFinite(int count) => !_copies.Take(count).Any(NonFinite.IsIn);

    /// <summary>Whether they are still as they were copied: memory may be at fault.</summary>
    public bool IsIntact() => Sum() == _sum;

    // of all words, weighed by nothing: any one bit that turns changes it
    private ulong Sum()
    {
        var sum = 0UL;
        foreach (var copy in _copies)
            sum += MemorySum.Of(copy);
        return sum;
    }

    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
        (_live, _copies) = ([], []);
    }
}
