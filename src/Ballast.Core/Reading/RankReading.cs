namespace Ballast;

/// <summary>
/// What one rank's own part of a step looked like, before gradients were averaged: it tells whose batch, memory or arithmetic went bad.
/// </summary>
/// <param name="Rank">Which rank, from 0 on.</param>
/// <param name="Loss">The loss of its rows, not finite if it was not.</param>
/// <param name="Rows">How much its rows count, against those of the others; rows as a rule.</param>
/// <param name="GradientNorm">Euclidean norm of its own gradients over all parameters.</param>
/// <param name="NonFinite">How many values of its own gradients are NaN or infinite.</param>
public sealed record RankReading(int Rank, double Loss, double Rows, double GradientNorm, long NonFinite)
{
    /// <summary>The first parameter whose own gradient is not finite, or buffer that its forward pass broke; null where none is.</summary>
    public string? Broken { get; init; }

    /// <summary>Whether its loss, gradients and buffers are finite.</summary>
    public bool IsFinite => NonFinite == 0 && double.IsFinite(Loss) && double.IsFinite(GradientNorm) && Broken is null;
}
