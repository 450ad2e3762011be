using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A training and a test set in memory, on the CPU. Owns its tensors, whatever dispose scope is open.</summary>
public sealed class Dataset : IDisposable
{
    /// <summary>Takes over four tensors.</summary>
    /// <param name="name">The name it is loaded by.</param>
    /// <param name="trainX">Training inputs, float32 [n, ...].</param>
    /// <param name="trainY">Training labels, int64 [n], 0 to classes - 1.</param>
    /// <param name="testX">Test inputs, float32 [m, ...], the same shape apart from m.</param>
    /// <param name="testY">Test labels, int64 [m].</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="DatasetException">Inputs and labels do not fit together, or a label is out of range.</exception>
    public Dataset(string name, Tensor trainX, Tensor trainY, Tensor testX, Tensor testY, int classes)
    {
        Check(name + " (training)", trainX, trainY, classes);
        Check(name + " (test)", testX, testY, classes);
        if (!trainX.shape.AsSpan(1).SequenceEqual(testX.shape.AsSpan(1)))
            throw new DatasetException($"{name}: training inputs are [{string.Join(", ", trainX.shape[1..])}] each, test inputs [{string.Join(", ", testX.shape[1..])}].");
        (Name, Classes, InputShape) = (name, classes, trainX.shape[1..]);
        (TrainX, TrainY) = (trainX.DetachFromDisposeScope(), trainY.DetachFromDisposeScope());
        (TestX, TestY) = (testX.DetachFromDisposeScope(), testY.DetachFromDisposeScope());
    }

    /// <summary>The name it was loaded by.</summary>
    public string Name { get; }

    /// <summary>Training inputs, float32 [n, ...InputShape].</summary>
    public Tensor TrainX { get; }

    /// <summary>Training labels, int64 [n].</summary>
    public Tensor TrainY { get; }

    /// <summary>Test inputs, float32 [m, ...InputShape].</summary>
    public Tensor TestX { get; }

    /// <summary>Test labels, int64 [m].</summary>
    public Tensor TestY { get; }

    /// <summary>Shape of one input without the batch dimension, for instance [1, 28, 28].</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>Number of classes; labels run from 0 to this minus 1.</summary>
    public int Classes { get; }

    /// <summary>What was subtracted from every raw input value: input = (raw - Offset) / Scale. Default 0.</summary>
    public double Offset { get; init; }

    /// <summary>What every raw input value was divided by, after <see cref="Offset"/>. Default 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Frees the four tensors.</summary>
    public void Dispose()
    {
        TrainX.Dispose();
        TrainY.Dispose();
        TestX.Dispose();
        TestY.Dispose();
    }

    private static void Check(string part, Tensor x, Tensor y, int classes)
    {
        if (y.dtype != ScalarType.Int64 || y.dim() != 1)
            throw new DatasetException($"{part}: labels are {y.dtype} [{string.Join(", ", y.shape)}]; expected Int64 [n].");
        if (x.dim() < 2 || x.shape[0] != y.shape[0] || x.shape[0] == 0)
            throw new DatasetException($"{part}: inputs [{string.Join(", ", x.shape)}] and {y.shape[0]} labels do not belong together.");
        using var scope = NewDisposeScope();
        var (least, most) = (y.min().item<long>(), y.max().item<long>());
        if (least < 0 || most >= classes)
            throw new DatasetException($"{part}: labels run from {least} to {most}; {classes} classes allow 0 to {classes - 1}.");
    }
}
