using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>
/// What was foreseen, beside what came: the guard says once when a gradient grows exponentially, and in how many steps it overflows.
/// </summary>
internal sealed class ForecastVerdicts
{
    private const int Window = 24, // the steps that are looked at
        Late = 2; // times the steps that were said
    private readonly CaseResult[] _foreseen,
        _came;

    /// <param name="results">Trainings, healthy ones too.</param>
    public ForecastVerdicts(IEnumerable<CaseResult> results)
    {
        CaseResult[] all = [.. results.Where(it => it.Policy.Length == 0 && it.Error.Length == 0)];
        _foreseen = [.. all.Where(it => it.ForecastAt is not null)];
        _came = [.. all.Where(it => it.BrokenAt > Window)];
    }

    /// <summary>Trainings of which an overflow was foreseen.</summary>
    public int Foreseen => _foreseen.Length;

    /// <summary>The share of these that was not finite within twice the steps that were said.</summary>
    public double True => Share(_foreseen, it => it.BrokenAt - it.ForecastAt <= Late * it.ForecastLeft);

    /// <summary>The share that was not finite in the end.</summary>
    public double Ever => Share(_foreseen, it => it.BrokenAt is not null);

    /// <summary>Of those that became not finite after enough steps to foresee it, the share of which it was.</summary>
    public double Recall => Share(_came, it => it.ForecastAt < it.BrokenAt);

    /// <summary>How many steps before it, the median.</summary>
    public double Lead => Statistics.Median([.. _foreseen.Where(it => it.BrokenAt is not null).Select(Ahead)]);

    /// <summary>The steps that came over those that were said, the median.</summary>
    public double Ratio =>
        Statistics.Median([
            .. _foreseen.Where(it => it.BrokenAt is not null && it.ForecastLeft > 0).Select(it => Ahead(it) / it.ForecastLeft!.Value),
        ]);

    public object Json =>
        new
        {
            foreseen = Foreseen,
            cameTrue = True,
            cameEver = Ever,
            recall = Recall,
            lead = Lead,
            ratio = Ratio,
        };

    /// <summary>In words.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"an overflow was foreseen in {Foreseen} trainings: {True:p0} were not finite within twice the steps that were said, "
                + $"{Ever:p0} in the end, {Lead:0} steps later (median), {Ratio:0.00} of what was said; of {_came.Length} that were not "
                + $"finite after more than {Window} steps it was foreseen in {Recall:p0}"
        );

    private static double Ahead(CaseResult it) => it.BrokenAt!.Value - it.ForecastAt!.Value;

    private static double Share(CaseResult[] all, Func<CaseResult, bool> which) =>
        all.Length == 0 ? double.NaN : (double)all.Count(which) / all.Length;
}
