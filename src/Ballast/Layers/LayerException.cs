namespace Ballast;

/// <summary>
/// A layer does not fit what arrives at it, or what is asked of it. The message is complete: which layer, both shapes, what to change.
/// </summary>
internal sealed class LayerException(Layer layer, string what, Exception? inner = null)
    : Exception($"{layer.Path} ({layer.Type}) {what}", inner)
{
    /// <summary>What arrives does not fit.</summary>
    public static LayerException Given(Layer layer, IReadOnlyList<long> arriving, string problem, string next, Exception? inner = null) =>
        new(layer, $"is given {Shape(arriving)}: {problem} {next}", inner);

    /// <summary>[3, 4], as shapes are written everywhere.</summary>
    public static string Shape(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes)}]";
}
