namespace Ballast;

/// <summary>One number of a run over its steps, bucket by bucket. NaN where no step of a bucket has a finite one.</summary>
/// <param name="Low">The lowest finite value of each bucket.</param>
/// <param name="High">The highest.</param>
/// <param name="Last">That of its last step with a finite one.</param>
/// <param name="Broken">1 where a bucket has a NaN, 2 where it has an infinity, 3 where both, else 0.</param>
public sealed record SeriesView(double[] Low, double[] High, double[] Last, int[] Broken);
