using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary><c>ballast reproduce</c>: results of papers, measured again, with what each has to be.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = $"Which: {string.Join(", ", PublishedResults.All.Select(result => result.Name))}. Default: all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("reproduce", "Measure results of papers again and compare them with what was published.") { names };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(Chosen(parsed.GetValue(names) ?? []), parsed, cancel)));
        return command;
    }

    private static IReadOnlyList<PublishedResult> Chosen(string[] names)
    {
        try
        {
            return names.Length == 0 ? PublishedResults.All : [.. names.Distinct().Select(PublishedResults.Of)];
        }
        catch (ArgumentException fault)
        {
            throw new UsageException(fault.Message.Split(" (Parameter")[0]);
        }
    }

    private static int Run(IReadOnlyList<PublishedResult> chosen, ParseResult parsed, CancellationToken cancel)
    {
        var (json, quiet) = (parsed.GetValue(GlobalOptions.Json), parsed.GetValue(GlobalOptions.Quiet));
        var console = json ? Console.Error : Console.Out;
        List<(PublishedResult Result, Figure[] Findings, double Seconds)> measured = [];
        foreach (var result in chosen)
        {
            cancel.ThrowIfCancellationRequested();
            if (!quiet)
                console.WriteLine($"{result.Name}: {result.Claim}\n  {result.Source}\n  {result.Setting}");
            var began = Stopwatch.GetTimestamp();
            List<Figure> findings = [];
            foreach (var finding in result.Measure())
            {
                findings.Add(finding);
                if (!quiet)
                    console.WriteLine($"  {(finding.Holds ? "ok  " : "NOT ")}{finding.What}: {Number(finding.Value)} ({Wanted(finding)})");
            }

            measured.Add((result, [.. findings], Stopwatch.GetElapsedTime(began).TotalSeconds));
            if (!quiet)
                console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {measured[^1].Seconds:0.0} s\n"));
        }

        var held = measured.Count(it => it.Findings.All(finding => finding.Holds));
        console.WriteLine($"{held} of {measured.Count} results hold.");
        if (json)
            JsonLine.Write(
                new
                {
                    command = "reproduce",
                    status = held == measured.Count ? "done" : "missed",
                    held,
                    results = measured.Select(it => new
                    {
                        name = it.Result.Name,
                        claim = it.Result.Claim,
                        source = it.Result.Source,
                        seconds = Math.Round(it.Seconds, 1),
                        holds = it.Findings.All(finding => finding.Holds),
                        findings = it.Findings.Select(finding => new
                        {
                            what = finding.What,
                            value = finding.Value,
                            low = Finite(finding.Low),
                            high = Finite(finding.High),
                            holds = finding.Holds,
                        }),
                    }),
                }
            );
        return held == measured.Count ? ExitCode.Done : ExitCode.ThresholdMissed;
    }

    private static string Wanted(Figure finding) =>
        double.IsInfinity(finding.High) ? $"at least {Number(finding.Low)}"
        : double.IsInfinity(finding.Low) ? $"at most {Number(finding.High)}"
        : finding.Low == finding.High ? $"exactly {Number(finding.Low)}"
        : $"{Number(finding.Low)} to {Number(finding.High)}";

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? "infinite"
        : value.ToString("0.######e+0", CultureInfo.InvariantCulture) is var wide && Math.Abs(value) is >= 1e6 or < 1e-3 and > 0 ? wide
        : value.ToString("0.#####", CultureInfo.InvariantCulture);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
