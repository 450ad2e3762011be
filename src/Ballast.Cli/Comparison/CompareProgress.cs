using System.Globalization;

namespace Ballast.Cli;

/// <summary>One line for every training of a comparison that has ended.</summary>
internal sealed class CompareProgress(int trials, TextWriter output)
{
    private readonly Lock _lock = new();
    private int _ended;

    public void Ended(CompareTrial trial, bool known)
    {
        lock (_lock)
        {
            _ended++;
            if (!known)
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_ended}/{trials} {trial.Task}, {trial.Technique}, seed {trial.Seed}: {Say(trial)}"
                    )
                );
        }
    }

    private static string Say(CompareTrial trial)
    {
        if (trial.Error.Length > 0)
            return $"no result, {trial.Error.Split('\n')[0]}";
        if (!trial.Applies)
            return "has no place in this model";
        var accuracy = double.IsNaN(trial.TestAccuracy)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", accuracy {trial.TestAccuracy:0.000}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(trial.Survived ? "survived" : "did not survive")}, test loss {trial.TestLoss:g4}{accuracy}"
        );
    }
}
