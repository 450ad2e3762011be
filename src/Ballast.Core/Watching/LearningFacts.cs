namespace Ballast;

/// <summary>What the record of a training shows of why it may have learned nothing. What is unknown keeps its default.</summary>
internal sealed record LearningFacts
{
    private const double Still = 1e-4;

    /// <summary>Steps that were followed.</summary>
    public long Steps { get; init; }

    /// <summary>Those that were refused, and why the last of them was.</summary>
    public (long Count, string Reason) Refused { get; init; } = (0, "");

    /// <summary>Steps whose gradients were all exactly 0, or absent.</summary>
    public long Silent { get; init; }

    /// <summary>Parameters that never had a gradient, out of how many.</summary>
    public (IReadOnlyList<string> Names, int Of) NeverHeard { get; init; } = ([], 0);

    /// <summary>Mean loss of the first batches and of the last.</summary>
    public (double First, double Last) Losses { get; init; } = (double.NaN, double.NaN);

    /// <summary>
    /// The first and the last matrix, and how small a value's gradient of the first is against one of the last; NaN if unknown.
    /// </summary>
    public (string First, string Last, double Ratio) Vanishing { get; init; } = ("", "", double.NaN);

    /// <summary>How far the weights moved, relative to their size at the beginning.</summary>
    public double Movement { get; init; } = double.NaN;

    /// <summary>Their size at the end, relative to that at the beginning.</summary>
    public double Shrunk { get; init; } = double.NaN;

    /// <summary>The learning rate, the largest that was used; and the weight decay.</summary>
    public (double Rate, double Decay) Settings { get; init; } = (double.NaN, 0);

    /// <summary>True if the weights are those of the beginning, for all that matters.</summary>
    public bool IsStuck => Movement < Still || (Steps > 0 && Refused.Count + Silent >= Steps);
}
