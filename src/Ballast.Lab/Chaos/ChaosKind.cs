namespace Ballast.Lab;

/// <summary>What goes wrong in a training of the chaos suite.</summary>
public enum ChaosKind
{
    /// <summary>A value of a batch.</summary>
    Batch,

    /// <summary>A value of a gradient.</summary>
    Gradient,

    /// <summary>A weight, between two steps.</summary>
    Weight,

    /// <summary>A value that the optimizer remembers.</summary>
    State,

    /// <summary>A value of a buffer.</summary>
    Buffer,

    /// <summary>A value of a snapshot that the guard keeps.</summary>
    Snapshot,

    /// <summary>The learning rate of one step.</summary>
    Rate,

    /// <summary>Who follows the training throws.</summary>
    Observer,

    /// <summary>Checkpoints cannot be written for a while.</summary>
    Disk,

    /// <summary>A collection of garbage in the middle of a step, and one more from another thread.</summary>
    Collection,

    /// <summary>The process is killed, and started again.</summary>
    Kill,

    /// <summary>The newest checkpoint is damaged while the process is down.</summary>
    Checkpoint,
}
