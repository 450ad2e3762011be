namespace Ballast.Lab;

/// <summary>
/// What is trained: a model, data and an optimizer that are built anew from a seed. A <see cref="Scenario"/> is passed or failed, a
/// <see cref="ComparisonTask"/> ends with a number that is better or worse; a <see cref="Policy"/> trains either.
/// </summary>
public abstract class Training
{
    /// <summary>Short and unique.</summary>
    public abstract string Name { get; }

    /// <summary>What sort of training it is, in a few words.</summary>
    public abstract string Kind { get; }

    /// <summary>Forward and backward passes that every policy may spend; a refused step is spent as well.</summary>
    public abstract int Steps { get; }

    /// <summary>Model, optimizer, data and losses; everything random follows from the seed.</summary>
    public abstract Trial Build(int seed);
}
