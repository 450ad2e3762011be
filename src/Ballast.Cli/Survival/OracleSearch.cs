using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>
/// Finds what a tuned training reaches: the grid on the first seed, its best two settings on two more, and of these the smaller median.
/// </summary>
internal sealed class OracleSearch
{
    private const int Finalists = 2,
        Seeds = 3;
    private readonly Scenario[] _scenarios;
    private readonly TrialTask<TrialResult>[] _grid;

    /// <summary>A control is passed over, since its measure is its own plain training.</summary>
    /// <exception cref="UsageException">There are only controls.</exception>
    public OracleSearch(IReadOnlyList<Scenario> scenarios, bool light)
    {
        _scenarios = [.. scenarios.Where(scenario => !scenario.IsControl)];
        if (_scenarios.Length == 0)
            throw new UsageException(
                $"{scenarios[0].Name} is a healthy training, whose measure is its own plain run: name one that explodes."
            );
        _grid =
        [
            .. from scenario in _scenarios
            from setting in OracleGrid.Of(scenario, light)
            orderby scenario.Steps descending
            select SurvivalSuite.Task(scenario, setting.Name, 0),
        ];
    }

    /// <summary>How many trials there will be.</summary>
    public int Count => _grid.Length + (_scenarios.Length * Finalists * (Seeds - 1));

    public async Task<IReadOnlyList<OracleFinding>> Run(TrialPool<TrialResult> pool, CancellationToken cancel)
    {
        var grid = await pool.Run(_grid, cancel);
        TrialResult[] best =
        [
            .. _scenarios.SelectMany(scenario =>
                grid.Where(result => result.Name == scenario.Name).OrderBy(OracleFinding.Value).Take(Finalists)
            ),
        ];
        var more = await pool.Run([.. best.SelectMany(Again)], cancel);
        var all = best.Concat(more).ToLookup(result => result.Name);
        return [.. _scenarios.Select(scenario => OracleFinding.Best(scenario, all[scenario.Name]))];
    }

    private IEnumerable<TrialTask<TrialResult>> Again(TrialResult result) =>
        Enumerable
            .Range(1, Seeds - 1)
            .Select(seed => SurvivalSuite.Task(_scenarios.Single(scenario => scenario.Name == result.Name), result.Policy, seed));
}
