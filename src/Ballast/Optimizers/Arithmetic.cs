using static TorchSharp.torch;

namespace Ballast;

/// <summary>What makes an optimizer: its engines, and the hyperparameters in the order in which they read them, from index 1 on.</summary>
/// <param name="Name">In messages.</param>
/// <param name="Engines">One, or several where parameters are stepped in different ways.</param>
/// <param name="Hyperparameters">The learning rate aside.</param>
internal sealed record Arithmetic(string Name, UpdateEngine[] Engines, params Hyperparameter[] Hyperparameters)
{
    /// <summary>True if the size of the gradient does not matter to the step, as for Adam: then a vanishing one can be scaled up.</summary>
    public bool IgnoresGradientScale { get; init; }

    /// <summary>The same as one operator of libtorch, for devices other than the CPU; null where it has none.</summary>
    public WholeStep? Whole { get; init; }
}

/// <summary>A step of parameters of one group that have taken equally many, as one operator.</summary>
internal delegate void WholeStep(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] hyperparameters, long step);
