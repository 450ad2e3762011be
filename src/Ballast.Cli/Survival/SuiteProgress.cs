using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>One line for every trial that has ended.</summary>
internal sealed class SuiteProgress(int trials, TextWriter output)
{
    private readonly Lock _lock = new();
    private int _ended;

    public void Ended(TrialResult result, bool known)
    {
        lock (_lock)
        {
            _ended++;
            if (known)
                return;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_ended}/{trials} {result.Name} seed {result.Seed}, {result.Policy}: {Say(result)} ({result.Seconds:0.0} s)"
                )
            );
        }
    }

    private static string Say(TrialResult result)
    {
        if (result.Error.Length > 0)
            return $"no result, {result.Error.Split('\n')[0]}";
        if (double.IsNaN(result.Oracle))
            return string.Create(CultureInfo.InvariantCulture, $"final loss {result.Final:g4}");
        var verdict =
            result.Strict ? "survived strictly"
            : result.Survived ? "survived"
            : result.Finite ? "did not learn"
            : "not finite";
        return string.Create(CultureInfo.InvariantCulture, $"{verdict}, final loss {result.Final:g4}, gap {result.Gap:0.000}");
    }
}
