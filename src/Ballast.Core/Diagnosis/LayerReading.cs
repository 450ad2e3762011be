namespace Ballast;

/// <summary>One layer of a model in one forward and backward pass.</summary>
/// <param name="Name">Its path within the model.</param>
/// <param name="Type">What it is, such as <c>Linear</c> or <c>Sigmoid</c>.</param>
public sealed record LayerReading(string Name, string Type)
{
    /// <summary>How often it was called; the numbers are those of the first call, <see cref="Growth"/> compares the last one.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>True if it has a weight of two or more dimensions.</summary>
    public bool IsWeighted { get; init; }

    /// <summary>True if it reads the very output of another layer with a weight, with nothing between them.</summary>
    public bool FollowsWeighted { get; init; }

    /// <summary>What went in.</summary>
    public SignalReading Input { get; init; }

    /// <summary>What came out.</summary>
    public SignalReading Output { get; init; }

    /// <summary>The gradient of the loss by its output; all 0 where none came back.</summary>
    public SignalReading Gradient { get; init; }

    /// <summary>Of a layer that is called again and again: size of the last output over that of the first.</summary>
    public double Growth { get; init; } = 1;
}
