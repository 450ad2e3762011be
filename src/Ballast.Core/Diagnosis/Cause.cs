namespace Ballast;

/// <summary>What makes trainings fail: what one would have to change.</summary>
public enum Cause
{
    /// <summary>The learning rate is too large.</summary>
    RateTooLarge,

    /// <summary>The learning rate is too small.</summary>
    RateTooSmall,

    /// <summary>Settings of the optimizer besides the rate: eps, betas, momentum, its kind.</summary>
    Optimizer,

    /// <summary>Weight decay, or a penalty on the weights.</summary>
    Decay,

    /// <summary>The weights that the training begins with.</summary>
    Initialization,

    /// <summary>The activation function of hidden layers, for this depth.</summary>
    Activation,

    /// <summary>What stands behind the last layer.</summary>
    OutputActivation,

    /// <summary>The loss function.</summary>
    Loss,

    /// <summary>The scale of the inputs.</summary>
    InputScale,

    /// <summary>The scale of the targets.</summary>
    TargetScale,

    /// <summary>Single batches or samples, or values among them that are not finite.</summary>
    Data,

    /// <summary>Too few samples in a batch.</summary>
    BatchSize,

    /// <summary>A normalisation that cannot work as it is used.</summary>
    Normalization,

    /// <summary>The sign of the loss, or what else turns the steps uphill.</summary>
    Direction,
}
