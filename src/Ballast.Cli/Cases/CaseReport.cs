using System.Globalization;
using System.Text;
using Ballast.Lab;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>What was found of the cases, and what was said of the healthy.</summary>
internal sealed class CaseReport : ITrialReport
{
    private readonly CaseVerdicts[] _cases;
    private readonly CaseResult[] _all;
    private readonly CaseResult[] _healthy,
        _scenarios; // that failed
    private readonly (CaseVerdicts Case, CaseResult Result)[] _failures;

    public CaseReport(IReadOnlyList<Case> cases, IReadOnlyList<CaseResult> results)
    {
        _all = [.. results];
        _cases = [.. cases.Select(which => new CaseVerdicts(which, results))];
        _failures = [.. _cases.SelectMany(it => it.Failures.Select(result => (it, result)))];
        CaseResult[] scenarios = [.. results.Where(result => result.Kind == "scenario" && result.Error.Length == 0)];
        _scenarios = [.. scenarios.Where(result => !(result.Score >= 1 - PassCriterion.SurvivedGap))];
        _healthy =
        [
            .. scenarios.Where(result => result.Score >= 1 - PassCriterion.StrictGap),
            .. _cases.SelectMany(it => it.Sound),
            .. results.Where(result => result.Kind == "control" && result.Error.Length == 0 && result.BrokenAt is null),
        ];
    }

    /// <summary>The share of trainings that failed of which there was an alarm.</summary>
    public double Detected => Share(_failures, it => CaseVerdicts.IsDetected(it.Result));

    private double DetectedExploding =>
        Share(_failures.Where(it => it.Result.BrokenAt is not null), it => CaseVerdicts.IsDetected(it.Result));

    private double InTime => Share(_failures.Where(it => it.Result.BrokenAt is not null), it => CaseVerdicts.IsInTime(it.Result));

    private double Early => Share(_failures.Where(it => it.Result.BrokenAt > 5), it => it.Result.AlarmAt < it.Result.BrokenAt);

    private double AtStart => Share(_failures.Where(it => it.Case.Case.IsLostAtStart), it => it.Result.AlarmAt == -1);

    private ForecastVerdicts Forecasts => new(_all);

    private GuardedVerdicts Guarded => new(_cases);

    private double FalseAlarms => Share(_healthy, CaseVerdicts.IsDetected);

    private double Top(int first) => Share(_failures, it => it.Case.IsNamed(it.Result, first));

    public object Json =>
        new
        {
            command = "cases",
            cases = _cases.Length,
            seeds = _all.Select(result => result.Seed).Distinct().Count(),
            failed = _failures.Length,
            healthy = _healthy.Length,
            detected = Detected,
            detectedExploding = DetectedExploding,
            inTime = InTime,
            beforeNonFinite = Early,
            namedAtStart = AtStart,
            falseAlarms = FalseAlarms,
            forecasts = Forecasts.Json,
            guarded = Guarded.IsThere ? Guarded.Json : null,
            causeTop1 = Top(1),
            causeTop3 = Top(3),
            heldOut = Of(Lab.Cases.HeldOut),
            repairedStrict = Repaired(CaseRepair.ByEvidence),
            randomRepaired = Repaired(CaseRepair.Random),
            autoTrainerRepaired = Repaired(CaseRepair.AutoTrainer),
            autoTrainerDetected = AutoTrainerDetected,
            repairTime = Times(it => it.TimeRatio),
            repairSteps = Times(it => it.StepRatio),
            scenarios = _scenarios.Length,
            scenariosDetected = Share(_scenarios, CaseVerdicts.IsDetected),
            scenariosInTime = Share(_scenarios.Where(it => it.BrokenAt is not null), CaseVerdicts.IsInTime),
            errors = _all.Where(result => result.Error.Length > 0).Select(result => $"{result.Name} {result.Seed}: {result.Error}"),
            perCase = _cases.Select(it => new
            {
                name = it.Case.Name,
                kind = it.Case.Kind,
                source = it.Case.Source,
                twin = it.TwinScore,
                runs = _all.Where(result => result.Name == it.Case.Name)
                    .Select(result => new
                    {
                        seed = result.Seed,
                        twin = result.IsTwin,
                        failed = _failures.Any(failure => failure.Result == result),
                        score = result.Score,
                        brokenAt = result.BrokenAt,
                        alarmAt = result.AlarmAt,
                        forecastAt = result.ForecastAt,
                        forecastLeft = result.ForecastLeft,
                        codes = result.Codes,
                        causes = result.Causes.Select(cause => cause.ToString()),
                        repair = result.Policy,
                        treatment = result.Repair,
                        tried = result.Tried,
                        timeRatio = result.TimeRatio,
                        seconds = result.Seconds,
                    }),
            }),
        };

    // the same of some of them
    private object? Of(IReadOnlyList<Case> some)
    {
        var names = some.Select(which => which.Name).ToHashSet();
        CaseVerdicts[] cases = [.. _cases.Where(it => names.Contains(it.Case.Name))];
        var failures = cases.SelectMany(it => it.Failures.Select(result => (Case: it, Result: result))).ToArray();
        return cases.Length == 0
            ? null
            : new
            {
                cases = cases.Length,
                failed = failures.Length,
                detected = Share(failures, it => CaseVerdicts.IsDetected(it.Result)),
                falseAlarms = Share(cases.SelectMany(it => it.Sound), CaseVerdicts.IsDetected),
                causeTop1 = Share(failures, it => it.Case.IsNamed(it.Result, 1)),
                causeTop3 = Share(failures, it => it.Case.IsNamed(it.Result, 3)),
                repairedStrict = Share(cases.Select(it => it.IsRepaired(CaseRepair.ByEvidence)).OfType<bool>(), it => it),
            };
    }

    private double Repaired(string order) => Share(_cases.Select(it => it.IsRepaired(order)).OfType<bool>(), it => it);

    private double AutoTrainerDetected =>
        Share(
            _cases.SelectMany(it =>
                it.Repairs.Where(result => result.Policy == CaseRepair.AutoTrainer && it.Failures.Any(f => f.Seed == result.Seed))
            ),
            it => it.AlarmAt is not null
        );

    private double Times(Func<CaseResult, double> ratio) =>
        Statistics.Median([.. _cases.SelectMany(it => it.Repairs).Where(it => it.Policy == CaseRepair.ByEvidence).Select(ratio)]);

    private string Headline =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_failures.Length} trainings of {_cases.Length} cases failed: {Detected:p0} detected ({DetectedExploding:p0} of those not "
                + $"finite, {InTime:p0} in time, {Early:p0} before it where that took more than 5 steps; {AtStart:p0} of those lost at the "
                + $"start before the first step); cause named first in {Top(1):p0}, among three in {Top(3):p0}; "
                + $"false alarms in {FalseAlarms:p1} of {_healthy.Length} healthy trainings"
        );

    public string Markdown
    {
        get
        {
            var text = new StringBuilder();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{Headline}\n\n| {string.Join(" | ", Columns)} |\n|---|---|---|---|---|---|---|"
            );
            foreach (var row in Rows)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |");
            return text.ToString();
        }
    }

    private static readonly string[] Columns = ["case", "kind", "failed", "detected", "alarm", "named first", "found"];

    private IEnumerable<string[]> Rows =>
        _cases.Select(it =>
        {
            CaseResult[] failures = [.. it.Failures];
            return (string[])
                [
                    it.Case.Name,
                    it.Case.Kind,
                    $"{failures.Length}",
                    $"{failures.Count(CaseVerdicts.IsDetected)}",
                    string.Join(
                        ", ",
                        failures
                            .Select(result =>
                                result.AlarmAt switch
                                {
                                    -1 => "start",
                                    { } step => $"{step}",
                                    _ => "-",
                                }
                            )
                            .Distinct()
                    ),
                    $"{failures.Count(result => it.IsNamed(result, 1))}",
                    string.Join(", ", failures.SelectMany(result => result.Codes.Take(3)).Distinct()),
                ];
        });

    public void Draw(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(Columns);
        foreach (var row in Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
        foreach (var alarm in _healthy.Where(CaseVerdicts.IsDetected))
            console.WriteLine($"false alarm: {alarm.Name} {alarm.Seed}: {string.Join(", ", alarm.Codes)}");
        foreach (var missed in _scenarios.Where(it => !CaseVerdicts.IsDetected(it)))
            console.WriteLine($"not detected: {missed.Name} {missed.Seed}");
        if (!double.IsNaN(Repaired(CaseRepair.ByEvidence)))
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"repaired: {Repaired(CaseRepair.ByEvidence):p0} of the cases strictly, by chance {Repaired(CaseRepair.Random):p0}, "
                        + $"in AutoTrainer's order {Repaired(CaseRepair.AutoTrainer):p0}; a repair takes "
                        + $"{Times(it => it.TimeRatio):0.00} of a normal training's time and "
                        + $"{Times(it => it.StepRatio):0.00} of its steps (medians)"
                )
            );
        if (Guarded.IsThere)
            console.WriteLine(Guarded.ToString());
        if (_scenarios.Length > 0)
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"of {_scenarios.Length} trainings of the survival suite that failed "
                        + $"{Share(_scenarios, CaseVerdicts.IsDetected):p0} detected"
                )
            );
        if (Forecasts.Foreseen > 0)
            console.WriteLine(Forecasts.ToString());
        foreach (var result in _all.Where(result => result.Error.Length > 0))
            console.WriteLine($"failed: {result.Name} {result.Seed}: {result.Error.Split('\n')[0]}");
        console.WriteLine(Headline);
    }

    private static double Share<T>(IEnumerable<T> all, Func<T, bool> which)
    {
        T[] each = [.. all];
        return each.Length == 0 ? double.NaN : (double)each.Count(which) / each.Length;
    }
}
