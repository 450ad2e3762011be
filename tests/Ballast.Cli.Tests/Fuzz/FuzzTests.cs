using System.Globalization;
using Ballast.Fuzz;

namespace Ballast.Cli.Tests.Fuzz;

/// <summary>
/// Damaged inputs of every kind in a process of their own: bad input (2), or read after all; never a fault, an abort, a hang, or memory
/// beyond what is needed. BALLAST_FUZZ says how many; the full run is 5,000.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int Few = 200;
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void No_damaged_input_is_a_fault_of_the_tool()
    {
        var count = int.TryParse(
            Environment.GetEnvironmentVariable("BALLAST_FUZZ"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? asked
            : Few;
        var report = new FuzzRun(seed: 1, _folder).Go(count);
        Assert.True(report.Findings.Count == 0, report.Table() + string.Join('\n', report.Findings));
        Assert.Contains("exit 2", report.Table(), StringComparison.Ordinal);
    }
}
