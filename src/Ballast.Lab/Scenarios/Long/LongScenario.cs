using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A training of thousands of steps that stands in the set twice: with its fault, and without it as a control. What the healthy one
/// reaches by itself is the exploding one's <see cref="Scenario.Oracle"/>.
/// </summary>
internal abstract class LongScenario(bool explodes) : Scenario
{
    public sealed override string Name => IsControl ? $"{Training}_healthy" : Training;

    public sealed override string WhatExplodes => IsControl ? "Nothing: a healthy training." : Fault;

    public sealed override bool IsControl => !explodes;

    public sealed override double Oracle => IsControl ? double.NaN : Reached;

    public sealed override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        return Make(seed, weights, explodes);
    }

    public sealed override Trial BuildSane(int seed)
    {
        using var weights = new Generator((ulong)seed);
        return Make(seed, weights, explodes: false);
    }

    /// <summary>What both are called.</summary>
    protected abstract string Training { get; }

    /// <summary>What is wrong with the one that explodes.</summary>
    protected abstract string Fault { get; }

    /// <summary>Where the healthy one ends without a guard, from seed 0.</summary>
    protected abstract double Reached { get; }

    /// <summary>The training with its fault, or without.</summary>
    protected abstract Trial Make(int seed, Generator weights, bool explodes);
}
