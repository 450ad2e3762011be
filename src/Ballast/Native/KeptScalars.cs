using TorchSharp;

namespace Ballast;

/// <summary>
/// Scalars by type and value. Of two generations of equal size the older is dropped when the younger is full, so a value
/// outlives at least one generation of other values after it was last asked for. What is dropped is not disposed: whoever
/// still refers to it may go on reading.
/// </summary>
internal sealed class KeptScalars(int generation = 65_536)
{
    private readonly Lock _lock = new();
    private Dictionary<(char Type, long Bits), Scalar> _young = [],
        _old = [];

    /// <summary>What was kept for a value, or null.</summary>
    public Scalar? Find(char type, long bits)
    {
        lock (_lock)
        {
            if (_young.TryGetValue((type, bits), out var scalar))
                return scalar;
            return _old.TryGetValue((type, bits), out scalar) ? Add(type, bits, scalar) : null;
        }
    }

    /// <summary>Keeps a Scalar and returns it; where another thread was faster, what that one keeps.</summary>
    public Scalar Keep(char type, long bits, Scalar scalar)
    {
        lock (_lock)
            return _young.TryGetValue((type, bits), out var kept) ? kept : Add(type, bits, scalar);
    }

    private Scalar Add(char type, long bits, Scalar scalar)
    {
        if (_young.Count == generation)
            (_old, _young) = (_young, []);
        return _young[(type, bits)] = scalar;
    }
}
