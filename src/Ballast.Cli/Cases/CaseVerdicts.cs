using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Which trainings of a case failed, by their own outcome beside the healthy twins', and what was said of them.</summary>
internal sealed class CaseVerdicts
{
    /// <summary>A training that gained less than this of what its twins gained has failed.</summary>
    private const double Failed = 0.8;

    /// <summary>Within so much of the twins' median it is healthy.</summary>
    private const double Healthy = 0.03,
        FourOfFive = 0.8;
    private readonly CaseResult[] _faulty;
    private readonly HashSet<Cause> _causes;
    private readonly Case _case;

    public CaseVerdicts(Case which, IEnumerable<CaseResult> results)
    {
        CaseResult[] mine = [.. results.Where(result => result.Name == which.Name && result.Error.Length == 0)];
        Repairs = [.. mine.Where(IsRepair)];
        mine = [.. mine.Where(result => !IsRepair(result))];
        (_case, _causes) = (which, [.. which.Causes]);
        _faulty = [.. mine.Where(result => !result.IsTwin)];
        Twins = [.. mine.Where(result => result.IsTwin)];
        TwinScore = Statistics.Median([.. Twins.Select(twin => double.IsNaN(twin.Score) ? 0 : twin.Score)]);
    }

    public Case Case => _case;

    public CaseResult[] Twins { get; }

    public double TwinScore { get; }

    /// <summary>Trainings that failed.</summary>
    public IEnumerable<CaseResult> Failures => _faulty.Where(HasFailed);

    /// <summary>Healthy ones: twins, and of those with the fault the ones that it did not hurt.</summary>
    public IEnumerable<CaseResult> Sound =>
        Twins.Where(twin => !HasFailed(twin)).Concat(_faulty.Where(it => it.Score >= TwinScore - Healthy));

    /// <summary>What searches for a repair came to.</summary>
    public CaseResult[] Repairs { get; }

    /// <summary>Whether four of five seeds that failed came within three points of the twins by a repair; null where none failed.</summary>
    public bool? IsRepaired(string order)
    {
        var failed = Failures.Select(result => result.Seed).ToHashSet();
        CaseResult[] tried = [.. Repairs.Where(result => result.Policy == order && failed.Contains(result.Seed))];
        return tried.Length == 0 ? null : tried.Count(it => it.Score >= TwinScore - Healthy) >= FourOfFive * tried.Length;
    }

    private static bool IsRepair(CaseResult result) => result.Policy.Length > 0;

    public static bool IsDetected(CaseResult result) => result.AlarmAt is not null;

    /// <summary>Whether one of the causes that were made is among the first so many that were named.</summary>
    public bool IsNamed(CaseResult result, int first) => result.Causes.Take(first).Any(_causes.Contains);

    /// <summary>Whether the alarm came no later than what was not finite.</summary>
    public static bool IsInTime(CaseResult result) => result.BrokenAt is not { } broken || result.AlarmAt <= broken;

    private bool HasFailed(CaseResult result) =>
        double.IsNaN(result.Score) || result.BrokenAt is not null || result.Score - Floor < Failed * (TwinScore - Floor);

    // what a constant answer scores
    private double Floor => _case.Floor;
}
