using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// The monitor of AutoTrainer (Zhang et al., ICSE 2021), by its published rules, as an opponent: looks at one batch a hundred times in a
/// training and names one of its classes. Then its repairs for that class, in its order.
/// </summary>
internal sealed class AutoTrainer
{
    private const int Epochs = 100,
        Every = 3; // epochs between two checks
    private const double Explodes = 70,
        Vanishes = 1e-3,
        Small = 1e-4,
        Dead = 0.7,
        Good = 0.7,
        Gain = 0.01,
        Swing = 0.03,
        Swings = 0.2,
        Warm = 0.3; // of the epochs, before the loss is judged
    private readonly List<double> _scores = [];
    private bool _ratio,
        _vanish,
        _dead;

    /// <summary>Trains as plainly as the user would; the class that was named first, empty if none was, and the score at the end.</summary>
    public static (string Class, double Score) Run(Trial trial, int steps, Func<Trial, double> score)
    {
        var monitor = new AutoTrainer();
        var named = "";
        var epoch = Math.Max(1, steps / Epochs);
        for (var step = 0; step < steps && named.Length == 0; step++)
        {
            using var scope = NewDisposeScope();
            trial.Optimizer.zero_grad();
            var loss = trial.LossOf(trial.Batch(step));
            loss.backward();
            trial.Optimizer.step();
            if ((step + 1) % epoch == 0)
                named = monitor.Check(trial, loss.to(ScalarType.Float64).item<double>(), (step + 1) / epoch, score(trial));
        }

        return (named, score(trial));
    }

    /// <summary>Its repairs for a class that exist here, in its order.</summary>
    public static IEnumerable<Treatment> Order(string named)
    {
        var (selu, relu) = (
            ModelTreatments.Activation("selu", Initializations.LeCun()),
            ModelTreatments.Activation("relu", Initializations.He())
        );
        return named switch
        {
            "exploding" => [selu, relu, ModelTreatments.Activation("tanh", Initializations.He()), ModelTreatments.NormBeforeActivation],
            "vanishing" => [selu, relu, ModelTreatments.NormBeforeActivation],
            "dying" =>
            [
                selu,
                ModelTreatments.NormBeforeActivation,
                ModelTreatments.Init,
                ModelTreatments.Activation("leaky-relu", Initializations.He()),
            ],
            "oscillating" =>
            [
                StepTreatments.Adam(Cause.Optimizer),
                StepTreatments.Rate(0.1),
                DataTreatments.LargerBatches,
                ModelTreatments.Init,
            ],
            "slow" => [StepTreatments.Adam(Cause.Optimizer), StepTreatments.Rate(10), ModelTreatments.Init],
            _ => [],
        };
    }

    private string Check(Trial trial, double loss, int epoch, double score)
    {
        _scores.Add(double.IsNaN(score) ? 0 : score);
        var swings = Enumerable
            .Range(1, Math.Max(0, _scores.Count - 2))
            .Count(i => _scores[i] > _scores[i - 1] && _scores[i] > _scores[i + 1] && _scores[i] - _scores[i + 1] >= Swing);
        if (epoch % Every != 0)
            return "";
        Tensor[] kernels = [.. trial.Model.parameters().Where(p => p.ndim > 1 && p.grad is { IsInvalid: false })];
        if (kernels.Length == 0)
            return "";
        double[] norms = [.. kernels.Select(p => p.grad!.norm().to(ScalarType.Float64).item<double>())];
        var zeros = kernels.Average(p => p.grad!.Is(0).to(ScalarType.Float64).mean().item<double>());
        _ratio |= norms[0] / norms[^1] > Explodes;
        _vanish |= norms[0] / norms[^1] < Vanishes && norms[0] < Small;
        _dead |= zeros >= Dead;
        var broken = norms.Any(double.IsNaN) || norms.Any(double.IsInfinity) || !double.IsFinite(loss);
        if (broken)
            return "exploding";
        if (epoch < Warm * Epochs)
            return "";
        var best = Enumerable.Range(1, _scores.Count - 1).Max(i => _scores[i] - _scores[i - 1]);
        var poor = _scores.Max() < Good || best < Gain;
        return _dead && poor ? "dying"
            : _ratio && poor ? "exploding"
            : _vanish && poor ? "vanishing"
            : swings >= Swings * epoch ? "oscillating"
            : poor && _scores.Max() < Good && best < Gain ? "slow"
            : "";
    }
}
