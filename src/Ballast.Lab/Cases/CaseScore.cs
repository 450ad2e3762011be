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
        return Of(output, trial.Clean.Y, trial.Loss);
    }

    private static double Of(Tensor output, Tensor target, Func<Tensor, Tensor, Tensor> loss)
    {
        if (output.shape[^1] == 1 && LossGuess.Classes(target) == 2)
            return Marks(output, target, loss).eq(target.reshape(output.shape).IsAbove(0)).to(ScalarType.Float64).mean().item<double>();
        if (!target.is_floating_point())
            return output.argmax(-1).eq(target).to(ScalarType.Float64).mean().item<double>();
        if (LossGuess.Classes(target) > 1)
            return output.argmax(-1).eq(target.argmax(-1)).to(ScalarType.Float64).mean().item<double>();
        var y = target.to(ScalarType.Float64).reshape(output.shape);
        var rest = (output - y).Squared().mean().item<double>();
        var all = (y - y.mean([0], keepdim: true)).Squared().mean().item<double>();
        return Math.Max(0, 1 - (rest / all));
    }

    // what is learned as a number or a probability is a yes above one half, a logit above 0
    private static Tensor Marks(Tensor output, Tensor target, Func<Tensor, Tensor, Tensor> loss) =>
        output.IsAbove(
            LossOf(output.to(ScalarType.Float32), target, loss) switch
            {
                "bce-with-logits" => 0,
                "" when output.min().item<double>() < 0 || output.max().item<double>() > 1 => 0,
                _ => 0.5,
            }
        );

    private static string LossOf(Tensor output, Tensor target, Func<Tensor, Tensor, Tensor> loss)
    {
        var shaken = LossGuess.Shaken(output);
        return LossGuess.Name(target, (output, Value(output)), (shaken, Value(shaken))).TrimStart('-');

        double Value(Tensor it) => loss(it, target).to(ScalarType.Float64).item<double>();
    }
}
