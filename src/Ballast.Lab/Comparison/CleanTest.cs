using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A trial's model on its clean data.</summary>
internal static class CleanTest
{
    /// <summary>Of classes the training loss and the share of right answers; of numbers the measure, and NaN.</summary>
    public static (double Loss, double Accuracy) Of(Trial trial)
    {
        if (trial.Clean.Y.is_floating_point())
            return (trial.Evaluate(), double.NaN);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        trial.Model.eval();
        var output = trial.Model.call(trial.Clean.X).to(ScalarType.Float64);
        trial.Model.train();
        var loss = trial.Loss(output, trial.Clean.Y).item<double>();
        return (
            loss,
            double.IsFinite(loss) ? output.argmax(-1).eq(trial.Clean.Y).to(ScalarType.Float64).mean().item<double>() : double.NaN
        );
    }
}
