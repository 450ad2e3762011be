using TorchSharp.Modules;
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

    /// <summary>Which engine steps a parameter of a group with these options. Default: the first.</summary>
    public Func<Parameter, FusedOptions, int> EngineOf { get; init; } = (_, _) => 0;

    /// <summary>
    /// True if a group may change its engine later, as where a schedule switches momentum on: then every parameter has state for the first.
    /// Default false.
    /// </summary>
    public bool MayChangeEngine { get; init; }

    /// <summary>A number to note of a parameter when it is handed in; see <see cref="TensorFacts.Reference"/>. Default 0.</summary>
    public Func<Parameter, double> ReferenceOf { get; init; } = _ => 0;

    /// <summary>The shapes of a parameter's state tensors.</summary>
    public long[][] StateShapes(Parameter parameter, FusedOptions options) =>
        Engines[MayChangeEngine ? 0 : EngineOf(parameter, options)].StateShapes(parameter);

    /// <summary>The same as one operator of libtorch, for devices other than the CPU; null where it has none.</summary>
    public WholeStep? Whole { get; init; }
}

/// <summary>A step of parameters of one group that have taken equally many, as one operator.</summary>
internal delegate void WholeStep(FusedStep[] steps, Tensor[] weights, Tensor[] gradients, double[] hyperparameters, long step);
