namespace Ballast;

/// <summary>What a heat map of parameters over steps can show.</summary>
public enum LayerQuantity
{
    /// <summary>Norm of the gradient before anything was changed.</summary>
    Gradient,

    /// <summary>Norm of the weights before the step.</summary>
    Weight,

    /// <summary>Norm of the applied change over norm of the weights.</summary>
    Update,

    /// <summary>How much of the proposed change the guard held back: 0 is nothing, 1 all.</summary>
    Held,
}
