namespace Ballast;

/// <summary>Adds up what the layers of a list will need at the least: weights and gradients.</summary>
internal sealed class LayerRoom
{
    private const int Value = sizeof(float);
    private double _parameters;

    /// <summary>What is lacking for one more layer, in words; null if there is room for it.</summary>
    /// <param name="parameters">Values that will be trained.</param>
    /// <param name="values">Values that the first pass through it makes.</param>
    public string? Lack(double parameters, double values)
    {
        var built = _parameters * Value; // in memory already
        _parameters += parameters;
        return HostMemory.Lack((2 * Value * _parameters) - built + (Value * values));
    }
}
