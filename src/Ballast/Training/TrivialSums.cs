using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Sums over blocks of test samples, of a model and of a constant. A sample belongs to the block of its number modulo their count, so that
/// samples in the order of their classes are spread over all of them.
/// </summary>
internal sealed class TrivialSums
{
    private readonly TrainingLoss _loss;
    private readonly double[] _weights,
        _model,
        _trivial,
        _right,
        _trivialRight,
        _counted;
    private readonly double[] _there,
        _called,
        _found;
    private readonly double _most;
    private readonly bool _isConstant;
    private double _answers,
        _wandering,
        _wanted; // of outputs around the constant, and of targets around theirs
    private double[] _drift = [],
        _targetDrift = [];
    private Tensor? _origin;
    private long _samples;

    /// <param name="loss">What is measured by.</param>
    /// <param name="constant">The best constant, float [outputs].</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="truth">What would have been right on the training part: classes [n], or numbers [n, values].</param>
    public TrivialSums(TrainingLoss loss, Tensor constant, int blocks, Tensor truth)
    {
        (_loss, Constant, Truth) = (loss, constant, truth);
        (_weights, _model, _trivial) = (new double[blocks], new double[blocks], new double[blocks]);
        (_right, _trivialRight, _counted) = loss.Classifies ? (new double[blocks], new double[blocks], new double[blocks]) : ([], [], []);
        if (!loss.Classifies)
        {
            (_there, _called, _found, _most) = ([], [], [], double.NaN);
            using var scope = NewDisposeScope();
            _isConstant = truth.amin(0).eq(truth.amax(0)).all().item<bool>();
            return;
        }

        var classes = (int)Math.Max(2, constant.shape[0]);
        (_there, _called, _found) = (new double[classes], new double[classes], new double[classes]);
        var counts = new double[classes];
        foreach (var label in truth.contiguous().data<long>().ToArray())
            if (label >= 0)
                counts[label]++;
        MostFrequent = Array.IndexOf(counts, counts.Max());
        (_most, _isConstant) = (counts.Max() / counts.Sum(), counts.Count(count => count > 0) < 2);
    }

    /// <summary>The constant, float [outputs].</summary>
    public Tensor Constant { get; }

    /// <summary>What it was learned from.</summary>
    public Tensor Truth { get; }

    /// <summary>The most frequent class of the training part; -1 where numbers are predicted.</summary>
    public int MostFrequent { get; } = -1;

    /// <summary>Shape of the outputs of one sample.</summary>
    public long[] Shape { get; private set; } = [];

    /// <summary>Share of test samples of the most frequent class; NaN where numbers are predicted.</summary>
    public double TrivialAccuracy => _counted.Length == 0 ? double.NaN : _trivialRight.Sum() / _counted.Sum();

    /// <summary>All sums as numbers.</summary>
    public TrivialEvidence Evidence =>
        new(_weights, Means(_model), Means(_trivial))
        {
            Samples = _samples,
            Hits = (_right, _trivialRight, _counted),
            Classes = (_there, _called, _found),
            MostFrequent = _most,
            IsConstantTarget = _isConstant,
            Spread = Spread,
        };

    // the variance of what the model gives, around its own mean; numbers against the variance of the targets
    private double Spread
    {
        get
        {
            if (_answers == 0)
                return double.NaN;
            var own = Math.Max(0, _wandering - _drift.Sum(it => it * it / _answers));
            if (_loss.Classifies)
                return Math.Sqrt(own / _answers / _drift.Length);
            var targets = Math.Max(0, _wanted - _targetDrift.Sum(it => it * it / _answers));
            return targets > 0 ? Math.Sqrt(own / targets) : double.PositiveInfinity;
        }
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="output">What the model gave, on the CPU.</param>
    /// <param name="target">What would have been right.</param>
    /// <param name="at">The number of its first sample.</param>
    public void Add(Tensor output, Tensor target, long at)
    {
        Shape = output.shape[1..];
        _samples += output.shape[0];
        var blocks = _weights.Length;
        for (var block = 0; block < blocks; block++)
        {
            var first = (((block - at) % blocks) + blocks) % blocks;
            if (first >= output.shape[0])
                continue;
            using var scope = NewDisposeScope();
            var (given, wanted) = (Every(output, first, blocks), Every(target, first, blocks));
            var weight = _loss.Weight(wanted).item<double>();
            if (!(weight > 0))
                continue;
            _weights[block] += weight;
            _model[block] += Loss(given, wanted) * weight;
            _trivial[block] += Loss(Constant.to(given.dtype).expand(given.shape), wanted) * weight;
            Answers(block, _loss.Answer(given, wanted));
        }
    }

    /// <summary>Adds a batch of the constant alone, to the first block.</summary>
    public void AddTrivial(long[] shape, Tensor target)
    {
        var constant = Constant.expand([target.shape[0], .. shape]);
        var weight = _loss.Weight(target).item<double>();
        if (!(weight > 0))
            return;
        _weights[0] += weight;
        _trivial[0] += Loss(constant, target) * weight;
        if (_loss.Classifies)
            Count(0, _loss.Answer(constant, target));
    }

    private double[] Means(double[] sums) => [.. sums.Zip(_weights, (sum, weight) => weight > 0 ? sum / weight : 0)];

    private double Loss(Tensor output, Tensor target)
    {
        using var loss = _loss.forward(output, target);
        return loss.to(ScalarType.Float64).item<double>();
    }

    private void Answers(int block, Answers answers)
    {
        if (_loss.Classifies)
            Count(block, answers);
        var given = (_loss.Classifies ? answers.Output : answers.Prediction).to(ScalarType.Float64);
        if (_drift.Length == 0)
            (_drift, _origin) = (new double[given.shape[1]], given.select(0, 0).clone().DetachFromDisposeScope());
        _answers += given.shape[0];
        _wandering += Wander(given.sub(_origin!), _drift);
        if (_loss.Classifies)
            return;
        if (_targetDrift.Length == 0)
            _targetDrift = new double[answers.Truth.shape[1]];
        _wanted += Wander(answers.Truth.to(ScalarType.Float64).sub(Truth.select(0, 0).to(ScalarType.Float64)), _targetDrift);
    }

    private static double Wander(Tensor apart, double[] drift)
    {
        var sums = apart.sum(dim: 0).contiguous().data<double>();
        for (var i = 0; i < drift.Length; i++)
            drift[i] += sums[i];
        return apart.Squared().sum().item<double>();
    }

    private void Count(int block, Answers answers)
    {
        var (said, wanted) = (answers.Prediction.contiguous().data<long>().ToArray(), answers.Truth.contiguous().data<long>().ToArray());
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] < 0)
                continue;
            _counted[block]++;
            _there[wanted[i]]++;
            _called[said[i]]++;
            if (wanted[i] == MostFrequent)
                _trivialRight[block]++;
            if (wanted[i] != said[i])
                continue;
            _right[block]++;
            _found[wanted[i]]++;
        }
    }

    private static Tensor Every(Tensor rows, long first, long step) => rows.index(TensorIndex.Slice(first, null, step));
}
