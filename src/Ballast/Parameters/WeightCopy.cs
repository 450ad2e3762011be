using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A copy of all weights, in memory that is reused, and what they have become since.</summary>
internal sealed class WeightCopy : IDisposable
{
    private Tensor[] _copies = [];

    /// <summary>The copy of one parameter.</summary>
    public Tensor this[int index] => _copies[index];

    /// <summary>Whether every weight was finite.</summary>
    public bool IsFinite => _copies.All(copy => copy.isfinite().all().item<bool>());

    public void Take(Parameter[] parameters)
    {
        if (
            _copies.Length != parameters.Length
            || _copies.Where((copy, i) => copy.device != parameters[i].device || copy.dtype != parameters[i].dtype).Any()
        )
        {
            Dispose();
            _copies = [.. parameters.Select(p => Copy(p))];
            return;
        }

        for (var i = 0; i < parameters.Length; i++)
            _copies[i].copy_(parameters[i]);
    }

    private static Tensor Copy(Parameter parameter)
    {
        using var plain = parameter.detach();
        return plain.clone().DetachFromDisposeScope();
    }

    /// <summary>Per parameter the norm of the change and of the weights before it, in float64 and in one transfer.</summary>
    public (double Change, double Weight)[] Differences(Parameter[] parameters)
    {
        Tensor[] changes = [.. parameters.Select((p, i) => p.sub(_copies[i]))];
        using var zero = zeros(1);
        var numbers = LibtorchMeter.Measure(changes, _copies, zero);
        return [.. parameters.Select((_, i) => (numbers[1 + i], numbers[1 + (2 * parameters.Length) + i]))];
    }

    /// <summary>Leaves of the change only a share: w = old + share (new - old).</summary>
    public void Shrink(Parameter parameter, int index, double share) => parameter.sub_(_copies[index]).Scale(share).Add(_copies[index]);

    public void Restore(Parameter parameter, int index) => parameter.copy_(_copies[index]);

    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
        _copies = [];
    }
}
