using TorchSharp.Modules;

namespace Ballast;

public static partial class Optimizers
{
    /// <summary>
    /// Mirror descent: a step in the dual of a potential, which decides what kind of weights are reached. Vectors (biases, norm
    /// gains) take Euclidean steps, except where weights must be positive.
    /// </summary>
    /// <param name="parameters">What to train.</param>
    /// <param name="map">The potential; default <see cref="MirrorMaps.Hypentropy"/> with beta 1.</param>
    /// <param name="lr">Learning rate, at least 0; with a Polyak step its first value.</param>
    /// <param name="momentum">Decay of the velocity in the dual, in [0, 1).</param>
    /// <param name="dual_clip">The dual of a value moves by at most this much per step; 0 for no bound. It is what makes large learning
    /// rates bearable.</param>
    /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
    /// <param name="polyak">Take the step size from the training curve instead.</param>
    /// <exception cref="ArgumentException">A value is outside its range (NaN always is), or a weight is not where the map needs
    /// it.</exception>
    public static FusedOptimizer MirrorDescent(
        IEnumerable<Parameter> parameters,
        MirrorMap? map = null,
        double lr = 0.1,
        double momentum = 0,
        double dual_clip = 0.1,
        double weight_decay = 0,
        PolyakStep? polyak = null
    ) => MirrorDescent(One(parameters), map, lr, momentum, dual_clip, weight_decay, polyak);

    /// <summary>The same over parameter groups, whose options may differ.</summary>
    public static FusedOptimizer MirrorDescent(
        IEnumerable<ParamGroup> groups,
        MirrorMap? map = null,
        double lr = 0.1,
        double momentum = 0,
        double dual_clip = 0.1,
        double weight_decay = 0,
        PolyakStep? polyak = null
    ) => new MirrorDescent(groups, map ?? MirrorMaps.Hypentropy(), lr, momentum, dual_clip, weight_decay, polyak?.Check());
}
