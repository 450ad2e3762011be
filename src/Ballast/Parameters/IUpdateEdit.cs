namespace Ballast;

/// <summary>
/// A weight edit that looks at the update from both sides: it is shown the weights before it, may know the model's structure and the
/// optimizer's state, and remembers from step to step. <see cref="DeadlyFlip"/> is one.
/// </summary>
public interface IUpdateEdit : IWeightEdit, IDisposable
{
    /// <summary>Called once, when the guard is built. One edit serves one guard.</summary>
    void Begin(EditContext context);

    /// <summary>The weights are about to be updated; gradients are those of the step. Called only for steps that are taken.</summary>
    void Before();

    /// <summary>Writes all it remembers, for a checkpoint.</summary>
    byte[] Save();

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    void Load(byte[] state);
}

/// <summary>One that vouches itself for weights that stay finite, so that the executor need not copy and check them all.</summary>
internal interface IFiniteEdit : IUpdateEdit;
