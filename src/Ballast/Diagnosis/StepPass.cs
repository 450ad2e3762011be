namespace Ballast;

/// <summary>The parts of a training step, in their order.</summary>
public enum StepPass
{
    /// <summary>What the model is given.</summary>
    Data,

    /// <summary>The weights before the step.</summary>
    Weights,

    /// <summary>The model.</summary>
    Forward,

    /// <summary>The loss of finite outputs.</summary>
    Loss,

    /// <summary>The gradients of a finite loss.</summary>
    Backward,
}
