namespace Ballast.Lab;

/// <summary>
/// A training that explodes, as a test: what it is, and how to build it from a seed. Derive from it in a file of some forty
/// lines, with a constructor without parameters, and <c>ballast survive --assembly YOURS.dll</c> runs it beside the built-in ones.
/// </summary>
public abstract class Scenario : Training
{
    /// <summary>The fault, and how it makes plain training fail; for a control: what it would be wrong to disturb.</summary>
    public abstract string WhatExplodes { get; }

    /// <summary>Clean loss of the best constant predictor: where a run that learnt nothing ends.</summary>
    public abstract double Trivial { get; }

    /// <summary>Clean loss that the best tuned training reaches; not asked of a control, whose measure is its own plain training.</summary>
    public abstract double Oracle { get; }

    /// <summary>True for a healthy training, which a policy must not harm.</summary>
    public virtual bool IsControl => false;

    /// <summary>
    /// The same training from a sane start: usual initialisation, input and loss scale, while faults of the data stay. The search for
    /// <see cref="Oracle"/> tries both starts, without the user's schedule; without an override there is only the given start.
    /// </summary>
    public virtual Trial BuildSane(int seed) => Build(seed);
}
