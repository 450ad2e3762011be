using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The one constant answer that is best on the training part (the frequencies of the classes; mean or median of numbers, as the loss asks),
/// to be put beside a trained model on the same test data: whoever is no better than that has learned nothing.
/// </summary>
public sealed class TrivialPredictor
{
    private const long MostValues = 2_000_000,
        MostRows = 10_000;
    private const int BatchSize = 500,
        Blocks = 32;
    private readonly TrainingLoss _loss;
    private readonly Tensor _trainY,
        _testX,
        _testY;

    /// <summary>A predictor over data that stay the caller's; nothing is computed before it is asked.</summary>
    /// <param name="loss">What is trained by. One that knows no best constant (<see cref="TrainingLoss.Constant"/>) is compared with
    /// nothing.</param>
    /// <param name="trainY">Targets that were trained on, [n, ...].</param>
    /// <param name="testX">Inputs that are measured on, [m, ...].</param>
    /// <param name="testY">Their targets, [m, ...].</param>
    public TrivialPredictor(TrainingLoss loss, Tensor trainY, Tensor testX, Tensor testY)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(trainY);
        ArgumentNullException.ThrowIfNull(testX);
        ArgumentNullException.ThrowIfNull(testY);
        (_loss, _trainY, _testX, _testY) = (loss, trainY, testX, testY);
    }

    /// <summary>The names of the classes in order, for messages. Default: their numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>
    /// Measures a model beside the constant, in evaluation mode and without gradients, on at most 10,000 samples spread over the test data.
    /// </summary>
    /// <param name="model">Called through <c>call()</c>.</param>
    /// <param name="device">Where the model is. Default: the CPU.</param>
    /// <returns>The comparison; null where the loss knows no best constant, or there is nothing to compare on.</returns>
    public TrivialComparison? Compare(nn.Module<Tensor, Tensor> model, Device? device = null) => Compare(model, device, new());

    /// <summary>The comparison of a training that begins now, to be made at its end.</summary>
    /// <param name="model">What learns.</param>
    /// <param name="optimizer">What trains it.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="begun">Whether it begins; of a resumed one the beginning is not known.</param>
    internal Func<LearningFacts, TrivialComparison?> Over(
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Device device,
        bool begun
    )
    {
        var sample = new WeightSample(model);
        return facts =>
        {
            var (movement, size) = begun && facts.Steps > 0 ? sample.Since() : (double.NaN, double.NaN);
            return Compare(
                model,
                device,
                facts with
                {
                    Movement = movement,
                    Shrunk = size,
                    Settings = facts.Settings with { Decay = WeightDecay.Of(optimizer) },
                }
            );
        };
    }

    internal TrivialComparison? Compare(nn.Module<Tensor, Tensor> model, Device? device, LearningFacts facts)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (_testX.shape[0] == 0 || _trainY.shape[0] == 0)
            return null;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var training = model.training;
        model.eval();
        try
        {
            var every = 1 + ((_testX.shape[0] - 1) / MostRows);
            return Measure(model, device, every) is not { } sums ? null : Told(sums, facts);
        }
        finally
        {
            model.train(training);
        }
    }

    private TrivialSums? Measure(nn.Module<Tensor, Tensor> model, Device? device, long every)
    {
        var (x, y) = (Some(_testX, every), Some(_testY, every));
        TrivialSums? sums = null;
        long at = 0;
        foreach (var (inputs, _) in Batches.InOrder(x, y, BatchSize, device))
        {
            using var scope = NewDisposeScope();
            var output = model.call(inputs).cpu();
            var targets = y.narrow(0, at, inputs.shape[0]).cpu();
            sums ??= Begin(output, (int)Math.Min(Blocks, x.shape[0]));
            if (sums is null)
                return null;
            sums.Add(output, targets, at);
            at += inputs.shape[0];
        }

        return sums;
    }

    private TrivialSums? Begin(Tensor output, int blocks)
    {
        var outputs = output.dim() == 1 ? 1 : output.shape[^1];
        var targets = Targets();
        if (_loss.Constant(targets, outputs) is not { } constant)
            return null;
        var truth = _loss.Answer(constant.expand(Like(output, targets.shape[0])), targets).Truth;
        return new(_loss, constant.MoveToOuterDisposeScope(), blocks, truth.alias().MoveToOuterDisposeScope());
    }

    // of a large set some rows are enough, evenly spread
    private Tensor Targets() => Some(_trainY, 1 + ((_trainY.numel() - 1) / MostValues)).cpu();

    private TrivialComparison Told(TrivialSums sums, LearningFacts facts)
    {
        var name = sums.MostFrequent >= 0 ? $"answering {NameOf(sums.MostFrequent)}" : $"predicting {_loss.ConstantName}";
        var evidence = sums.Evidence with { Always = name, NameOf = NameOf };
        var learned = TrivialJudge.Judge(evidence, facts.IsStuck);
        var (loss, accuracy) = Whole(sums);
        return new(loss, accuracy, learned, LearningWords.Of(learned, evidence, facts));
    }

    // the constant over all test data, which takes no model
    private (double Loss, double Accuracy) Whole(TrivialSums sums)
    {
        var all = new TrivialSums(_loss, sums.Constant, 1, sums.Truth);
        for (long at = 0, rows = _testY.shape[0]; at < rows; at += BatchSize)
        {
            using var scope = NewDisposeScope();
            var targets = _testY.narrow(0, at, Math.Min(BatchSize, rows - at)).cpu();
            all.AddTrivial(sums.Shape, targets);
        }

        return (all.Evidence.TrivialLoss, all.TrivialAccuracy);
    }

    private string NameOf(int index) => index < ClassNames.Count ? $"'{ClassNames[index]}'" : $"class {index}";

    private static long[] Like(Tensor output, long rows) => [rows, .. output.shape[1..]];

    private static Tensor Some(Tensor rows, long every) => every == 1 ? rows : rows.index(TensorIndex.Slice(null, null, every));
}
