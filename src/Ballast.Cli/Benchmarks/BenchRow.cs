namespace Ballast.Cli;

/// <summary>One comparison.</summary>
/// <param name="Name">What was timed.</param>
/// <param name="Optimizer">Which optimizer it was.</param>
/// <param name="Parameters">How many values it trains.</param>
/// <param name="Tensors">In how many tensors.</param>
/// <param name="Against">torchsharp, libtorch or unguarded.</param>
/// <param name="Ratio">Our time over theirs, median: below 1 is better for us.</param>
/// <param name="BandwidthShare">Bytes that had to move over time, as a share of what a bare pass over as much memory moved in the same
/// race; null where that says nothing.</param>
internal sealed record BenchRow(
    string Name,
    string Optimizer,
    long Parameters,
    int Tensors,
    string Against,
    double Ratio,
    double? BandwidthShare
);
