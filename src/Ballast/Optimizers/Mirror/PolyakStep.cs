namespace Ballast;

/// <summary>
/// A step size taken from the training curve: how far the loss is above the least it can be, over the squared gradient in the
/// map's local norm (stochastic mirror Polyak step, D'Orazio, Loizou, Laradji, Mitliagkas 2021). It may not jump up, and the
/// learning rate is its first value and, times the cap, its bound, so that a schedule still rules.
/// </summary>
/// <remarks>For losses that can come near <see cref="Least"/>; with heavy noise in the loss the step is too long.</remarks>
public sealed record PolyakStep
{
    /// <summary>The least value the loss can have. Default 0.</summary>
    public double Least { get; init; }

    /// <summary>
    /// Divides the step. Default 1; with momentum 0.9 take 10, since momentum multiplies the step by that in the long run.
    /// </summary>
    public double Softness { get; init; } = 1;

    /// <summary>The step may be at most this many times the last one. Default 1.2.</summary>
    public double Growth { get; init; } = 1.2;

    /// <summary>The step may be at most this many times the learning rate. Default 100.</summary>
    public double Cap { get; init; } = 100;

    internal PolyakStep Check()
    {
        if (!double.IsFinite(Least))
            throw Wrong(nameof(Least), Least, "finite");
        if (!(Softness > 0 && double.IsFinite(Softness)))
            throw Wrong(nameof(Softness), Softness, "above 0 and finite");
        if (!(Growth >= 1 && double.IsFinite(Growth)))
            throw Wrong(nameof(Growth), Growth, "at least 1 and finite");
        return Cap > 0 ? this : throw Wrong(nameof(Cap), Cap, "above 0");
    }

    private static ArgumentOutOfRangeException Wrong(string name, double value, string range) =>
        new(name, value, $"{name} of a Polyak step is {value} but must be {range}.");
}
