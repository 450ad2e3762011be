using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>How good a model is on the clean data of its trial, as one number up to 1.</summary>
internal static class CaseScore
{
    /// <summary>Accuracy where targets are labels, one-hot rows or marks of two classes; else R², at least 0.</summary>
    public static double Of(Trial trial)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        trial.Model.eval();
        var output = trial.Model.call(trial.Clean.X).to(ScalarType.Float64);
        trial.Model.train();
        if (!output.isfinite().all().item<bool>())
            return double.NaN;
        return Of(output, trial.Clean.Y);
    }

    private static double Of(Tensor output, Tensor target)
    {
        if (output.shape[^1] == 1 && LossGuess.Classes(target) == 2)
            return Marks(output).eq(target.reshape(output.shape).IsAbove(0)).to(ScalarType.Float64).mean().item<double>();
        if (!target.is_floating_point())
            return output.argmax(-1).eq(target).to(ScalarType.Float64).mean().item<double>();
        if (LossGuess.Classes(target) > 1)
            return output.argmax(-1).eq(target.argmax(-1)).to(ScalarType.Float64).mean().item<double>();
        var y = target.to(ScalarType.Float64).reshape(output.shape);
        var rest = (output - y).Squared().mean().item<double>();
        var all = (y - y.mean([0], keepdim: true)).Squared().mean().item<double>();
        return Math.Max(0, 1 - (rest / all));
    }

    // a probability or a logit
    private static Tensor Marks(Tensor output) =>
        output.IsAbove(output.min().item<double>() >= 0 && output.max().item<double>() <= 1 ? 0.5 : 0);
}
