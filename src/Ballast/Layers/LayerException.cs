namespace Ballast;

/// <summary>A layer does not fit what arrives at it. The message is complete: which layer, what arrives, what it needs, what to change.</summary>
internal sealed class LayerException : Exception
{
    public LayerException(Layer layer, IReadOnlyList<long> arriving, string problem, string next, Exception? inner = null)
        : base($"{layer.Path} ({layer.Type}) is given {Shape(arriving)}: {problem} {next}", inner)
    {
    }

    /// <summary>[3, 4], as shapes are written everywhere.</summary>
    public static string Shape(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes)}]";
}
