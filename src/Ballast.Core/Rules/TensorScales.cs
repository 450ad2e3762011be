namespace Ballast;

/// <summary>The scale of every tensor in one step, in memory that is made once: how many are clipped, and which the most.</summary>
internal sealed class TensorScales
{
    private double[] _scales = [];

    /// <summary>The tensor whose scale is smallest.</summary>
    public int Loudest { get; private set; }

    /// <summary>Its scale.</summary>
    public double Smallest => _scales[Loudest];

    /// <summary>How many scales are below 1.</summary>
    public int Clipped { get; private set; }

    /// <summary>Begins a step of so many tensors, which are given their scales in order.</summary>
    public void Begin(int tensors)
    {
        if (_scales.Length != tensors)
            _scales = new double[tensors];
        (Loudest, Clipped) = (0, 0);
    }

    public void Set(int tensor, double scale)
    {
        _scales[tensor] = scale;
        if (scale < 1)
            Clipped++;
        if (scale < _scales[Loudest])
            Loudest = tensor;
    }

    /// <summary>What follows from them, with words on the loudest.</summary>
    public Verdict Rescale(string words) => Verdict.RescaleEach(_scales, $"{words} ({Clipped} of {_scales.Length} tensors clipped)");

    /// <summary>What a rule that remembers every tensor says where it is given another model.</summary>
    public static InvalidOperationException OfAnother(string rule, int known, int given) =>
        new($"The rule {rule} knows {known} parameters but was given {given}: one rule serves one model. Create it anew.");
}
