using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>The settings that are tried to find a scenario's oracle.</summary>
internal static class OracleGrid
{
    private const double BoldRate = 3;
    private static readonly double[] s_rates = [1, 0.3, 0.1, 0.03, 0.01];
    private static readonly double[] s_smallRates = [0.003, 0.001];

    /// <summary>
    /// Rates, with and without clipping, from every start there is; a rate above the user's only from a repaired one.
    /// <paramref name="light"/> leaves out the smallest rates and the unclipped.
    /// </summary>
    public static IReadOnlyList<OracleSetting> Of(Scenario scenario, bool light)
    {
        double[] rates = light ? s_rates : [.. s_rates, .. s_smallRates];
        double?[] clips = light ? [1] : [1, null];
        var given = Settings(rates, clips, sane: false);
        return HasSaneStart(scenario) ? [.. Settings([BoldRate, .. rates], clips, sane: true), .. given] : [.. given];
    }

    private static IEnumerable<OracleSetting> Settings(double[] rates, double?[] clips, bool sane) =>
        from rate in rates
        from clip in clips
        select new OracleSetting(rate, clip, sane);

    private static bool HasSaneStart(Scenario scenario) =>
        scenario.GetType().GetMethod(nameof(Scenario.BuildSane))!.DeclaringType != typeof(Scenario);
}
