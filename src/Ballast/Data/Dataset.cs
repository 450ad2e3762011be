using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A training set, a test set and perhaps a validation set in memory, on the CPU. Owns its tensors, whatever dispose scope is open.
/// </summary>
public sealed class Dataset : IDisposable
{
    /// <summary>Takes over the tensors of all parts.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="train">What is trained on.</param>
    /// <param name="test">What is measured on; one sample has the shape of the training set's.</param>
    /// <param name="classes">Number of classes; labels run from 0 to this minus 1. 0 for regression.</param>
    /// <param name="validation">What choices are made on, or null.</param>
    /// <param name="padding">The symbol that fills sequences up and is not read, below 0 or not; null where there is none.</param>
    /// <param name="ignored">A label that does not count and so may be out of range; null where there is none.</param>
    /// <exception cref="DatasetException">Inputs and targets do not fit together, a label or a symbol is out of range, or a value is not
    /// finite.</exception>
    public Dataset(
        string name,
        Samples train,
        Samples test,
        int classes,
        Samples? validation = null,
        long? padding = null,
        long? ignored = null
    )
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        SampleCheck.Part(name + " (training)", train, classes, padding, ignored);
        SampleCheck.Part(name + " (test)", test, classes, padding, ignored);
        SampleCheck.Alike(name, train, test, "test");
        if (validation is not null)
        {
            SampleCheck.Part(name + " (validation)", validation, classes, padding, ignored);
            SampleCheck.Alike(name, train, validation, "validation");
        }

        (Name, Classes, InputShape, TargetShape) = (name, classes, train.X.shape[1..], train.Y.shape[1..]);
        Symbols =
            train.X.dtype == ScalarType.Int64
                ? new[] { train, test, validation }.OfType<Samples>().Max(part => SampleCheck.MostSymbol(part.X, padding)) + 1
                : null;
        Padding = Symbols is null ? null : padding;
        (Train, Test, Validation) = (train.Detached(), test.Detached(), validation?.Detached());
    }

    /// <summary>The same from single tensors, without validation.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="trainX">Training inputs, [n, ...].</param>
    /// <param name="trainY">Training targets, [n] or [n, ...].</param>
    /// <param name="testX">Test inputs, [m, ...], the same shape apart from m.</param>
    /// <param name="testY">Test targets.</param>
    /// <param name="classes">Number of classes; 0 for regression.</param>
    /// <exception cref="DatasetException">Inputs and targets do not fit together, a label is out of range, or a value is not
    /// finite.</exception>
    public Dataset(string name, Tensor trainX, Tensor trainY, Tensor testX, Tensor testY, int classes)
        : this(name, new(trainX, trainY), new(testX, testY), classes) { }

    /// <summary>The name it was loaded by.</summary>
    public string Name { get; }

    /// <summary>What is trained on.</summary>
    public Samples Train { get; }

    /// <summary>What choices are made on, or null when nothing was set aside for it.</summary>
    public Samples? Validation { get; }

    /// <summary>What is measured on.</summary>
    public Samples Test { get; }

    /// <summary>Training inputs, [n, ...InputShape].</summary>
    public Tensor TrainX => Train.X;

    /// <summary>Training targets, [n, ...TargetShape].</summary>
    public Tensor TrainY => Train.Y;

    /// <summary>Test inputs, [m, ...InputShape].</summary>
    public Tensor TestX => Test.X;

    /// <summary>Test targets, [m, ...TargetShape].</summary>
    public Tensor TestY => Test.Y;

    /// <summary>Shape of one input without the batch dimension, for instance [1, 28, 28].</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>
    /// Shape of one target without the batch dimension: [] for one label, [T] for a label at every step, [outputs] for regression.
    /// </summary>
    public IReadOnlyList<long> TargetShape { get; }

    /// <summary>Number of classes; labels run from 0 to this minus 1. 0 for regression.</summary>
    public int Classes { get; }

    /// <summary>Numbers that a model has to give for one target: one logit per class, or one value per regression target.</summary>
    public long Outputs => Classes > 0 ? Classes : TargetShape[^1];

    /// <summary>What the classes are called, in the order of their labels; empty when they have no names.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>How raw values became these inputs; learned on the training set. Default: not at all.</summary>
    public InputScaling Scaling { get; init; } = InputScaling.Identity;

    /// <summary>How the targets of regression became what a loss sees; learned on the training set. Default: not at all.</summary>
    public TargetScaling TargetScaling { get; init; } = TargetScaling.Identity;

    /// <summary>What the numbers of a regression target are called, in their order; empty when they have no names.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>How many symbols there are where inputs are symbols, int64 from 0 to this minus 1; null where they are numbers.</summary>
    public long? Symbols { get; }

    /// <summary>The symbol that fills sequences up and is not read; null where there is none.</summary>
    public long? Padding { get; }

    /// <summary>What one sample looks like: all that using a trained model needs of its data.</summary>
    public SampleFormat Format =>
        new()
        {
            InputShape = InputShape,
            TargetShape = TargetShape,
            Classes = Classes,
            ClassNames = ClassNames,
            Symbols = Symbols,
            Padding = Padding,
            Scaling = Scaling,
            TargetNames = TargetNames,
            TargetScaling = TargetScaling,
            Columns = Columns,
            Window = Window,
            Array = Array,
            Header = Header,
        };

    /// <summary>
    /// What there is to say about how the data were read, one sentence each: spellings of numbers and dates, rows that were left out,
    /// classes that never occur.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The columns of a table that inputs are made of, or null.</summary>
    internal IReadOnlyList<InputColumn>? Columns { get; init; }

    /// <summary>How rows of a table became sequences, or null.</summary>
    internal WindowOptions? Window { get; init; }

    /// <summary>Key of the inputs in an archive, or null.</summary>
    internal string? Array { get; init; }

    /// <summary>The line of a table that names its columns.</summary>
    internal long Header { get; init; } = 1;

    /// <summary>Which samples of the source are in which part; null where that is not known.</summary>
    internal Partition? Parts { get; init; }

    /// <summary>Where a sample of the source stands, for messages.</summary>
    internal Func<long, string>? Where { get; init; }

    /// <summary>Where a sample of a part stands in its file; null where that is not known.</summary>
    /// <param name="part">One of <see cref="Train"/>, <see cref="Validation"/>, <see cref="Test"/>.</param>
    /// <param name="index">Its place in the part.</param>
    internal string? PlaceOf(Samples part, long index)
    {
        var places =
            ReferenceEquals(part, Train) ? Parts?.Train
            : ReferenceEquals(part, Test) ? Parts?.Test
            : Parts?.Validation;
        return places is not null && index < places.Length ? Where?.Invoke(places[index]) : null;
    }

    /// <summary>Frees all tensors.</summary>
    public void Dispose()
    {
        Train.Free();
        Test.Free();
        Validation?.Free();
    }
}
