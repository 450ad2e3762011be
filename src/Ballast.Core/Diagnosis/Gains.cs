namespace Ballast;

/// <summary>Whether the weights that a model begins with are of a usual size.</summary>
internal static class Gains
{
    /// <summary>He's are 1.41, Glorot's about 1, PyTorch's default 0.58.</summary>
    public const double Small = 0.4,
        Large = 3.5;

    /// <summary>
    /// The median of the root mean square times the root of what feeds one unit, over the matrices; tables of vectors are none.
    /// </summary>
    public static double Of(ModelReading model)
    {
        var tables = model
            .Layers.Where(layer => layer.Type.Contains("Embedding", StringComparison.Ordinal))
            .Select(it => $"{it.Name}.weight");
        return Facts.Median(
            model
                .Weights.Where(it => !it.Info.IsVector && !it.IsConstant)
                .ExceptBy(tables, it => it.Info.Name)
                .Select(it => it.Rms * Math.Sqrt(it.Info.FanIn))
        );
    }

    /// <summary>Weights of an unusual size are to blame before the activation is; else the other way round.</summary>
    public static IReadOnlyList<CauseGuess> Blame(ModelReading model, double first, double second) =>
        Of(model) is < Small or > Large
            ? [new(Cause.Initialization, first), new(Cause.Activation, second)]
            : [new(Cause.Activation, first), new(Cause.Initialization, second)];
}
