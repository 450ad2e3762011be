using System.Diagnostics;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Compares, applies remedies until all agrees, and says what came of it.</summary>
/// <param name="device">Where it is computed.</param>
/// <param name="compute">The arithmetic that is judged.</param>
/// <param name="remedies">What to try, in this order.</param>
internal sealed class MachineJudge(Device device, Func<MachineCheck, Tensor[]> compute, IReadOnlyList<Remedy> remedies)
{
    /// <param name="checks">What to compare; all of <see cref="MachineChecks.All"/> once something was wrong.</param>
    /// <param name="before">What was done before anything was computed, and why; null if nothing.</param>
    public MachineReport Run(IReadOnlyList<MachineCheck> checks, (string Done, string Cause)? before = null)
    {
        var started = Stopwatch.GetTimestamp();
        var report = new MachineReport(before is null ? MachineState.Right : MachineState.Mended, device.ToString())
        {
            Checks = checks.Count,
            Remedy = before?.Done ?? "",
            Cause = before?.Cause ?? "",
        };
        var wrong = Wrong(checks);
        if (wrong.Length > 0)
            report = Mend(report with { State = MachineState.Wrong, Wrong = wrong, StillWrong = wrong });
        return report with { Elapsed = Stopwatch.GetElapsedTime(started) };
    }

    private MachineReport Mend(MachineReport report)
    {
        foreach (var remedy in remedies)
        {
            if (!remedy.Apply())
                continue;
            report = report with
            {
                Remedy = report.Remedy.Length > 0 ? $"{report.Remedy}; {remedy.Done}" : remedy.Done,
                StillWrong = Wrong(MachineChecks.All),
                Checks = MachineChecks.All.Count,
            };
            if (report.StillWrong.Count == 0)
                return report with { State = MachineState.Mended };
        }

        return report;
    }

    private string[] Wrong(IReadOnlyList<MachineCheck> checks) =>
        [.. checks.Where(check => !check.Agrees(compute, device)).Select(check => check.Name)];
}
