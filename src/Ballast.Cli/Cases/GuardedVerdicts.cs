using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>
/// What the automatic guard alone makes of the trainings: of those that failed without it, how many end as their healthy twins do, and of
/// the twins, how many end worse than they did without it.
/// </summary>
internal sealed class GuardedVerdicts
{
    private const double Near = 0.03;
    private readonly (double Score, double Wanted)[] _failed,
        _twins;

    /// <param name="cases">Cases whose trainings were run under the guard as well; others count for nothing.</param>
    public GuardedVerdicts(IReadOnlyList<CaseVerdicts> cases)
    {
        _failed =
        [
            .. from which in cases
            from failure in which.Failures
            from guarded in which.Repairs
            where guarded.Policy == CaseRunner.Guarded && !guarded.IsTwin && guarded.Seed == failure.Seed
            select (guarded.Score, which.TwinScore),
        ];
        _twins =
        [
            .. from which in cases
            from twin in which.Twins
            from guarded in which.Repairs
            where guarded.Policy == CaseRunner.Guarded && guarded.IsTwin && guarded.Seed == twin.Seed && double.IsFinite(twin.Score)
            select (guarded.Score, twin.Score),
        ];
    }

    /// <summary>Whether anything was run under the guard.</summary>
    public bool IsThere => _twins.Length > 0;

    /// <summary>The share of the trainings that failed without it which come within three points of their twins' median under it.</summary>
    public double Saved => _failed.Length == 0 ? double.NaN : (double)_failed.Count(IsNear) / _failed.Length;

    /// <summary>The share of the healthy trainings that end more than three points below what they reach without it.</summary>
    public double Hurt => _twins.Length == 0 ? double.NaN : (double)_twins.Count(it => !IsNear(it)) / _twins.Length;

    public object Json =>
        new
        {
            failed = _failed.Length,
            saved = Saved,
            healthy = _twins.Length,
            hurt = Hurt,
        };

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"under the guard alone {Saved:p0} of {_failed.Length} trainings that failed end as their twins do; "
                + $"{Hurt:p1} of {_twins.Length} healthy ones end more than three points below what they reach without it"
        );

    private static bool IsNear((double Score, double Wanted) it) => it.Score >= it.Wanted - Near;
}
