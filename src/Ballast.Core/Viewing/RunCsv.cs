using System.Globalization;

namespace Ballast;

/// <summary>The numbers of a run as comma-separated values, one row per step, none left out: NaN and Infinity by these names.</summary>
public static class RunCsv
{
    /// <summary>What is known of every step.</summary>
    public static void Steps(RunFile run, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(to);
        to.WriteLine(
            "step,seconds,loss,accuracy,gradient_norm,non_finite,verdict,overruled,scale,learning_rate,loss_scale,capped,restarted,"
                + "update_ratio,guard_seconds,reason,edits"
        );
        foreach (var step in run.Steps())
            to.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{step.Step},{step.At.TotalSeconds},{step.Loss},{step.Accuracy},{step.GradientNorm},{step.NonFinite},"
                )
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{step.Verdict.ToString().ToLowerInvariant()},{(step.Overruled ? 1 : 0)},{step.Scale},{step.LearningRate},"
                    )
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{step.LossScale},{step.Capped},{step.Restarted},{step.UpdateRatio},{step.Elapsed.TotalSeconds},"
                    )
                    + $"{CsvCell.Of(step.Reason)},{CsvCell.Of(string.Join("; ", step.Edits))}"
            );
    }

    /// <summary>One quantity of every parameter, a column each; empty where it was not measured.</summary>
    public static void Layers(RunFile run, TextWriter to, LayerQuantity quantity)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(to);
        var parameters = run.Parameters();
        to.WriteLine($"step,{string.Join(',', parameters.Select(parameter => CsvCell.Of(parameter.Name)))}");
        var row = new float[parameters.Count];
        foreach (var step in run.Steps(statistics: true))
        {
            LayerNumbers.Read(step, quantity, row);
            to.Write(step.Step.ToString(CultureInfo.InvariantCulture));
            foreach (var number in row)
            {
                to.Write(',');
                if (number != LayerCells.Unmeasured)
                    to.Write(number.ToString(CultureInfo.InvariantCulture));
            }

            to.WriteLine();
        }
    }
}
