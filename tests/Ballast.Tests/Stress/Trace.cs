using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Every bit that a training came by: losses, then weights and buffers.</summary>
internal sealed class Trace : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Steps that were taken or refused.</summary>
    public int Steps { get; private set; }

    public string Bits => Convert.ToHexString(_hash.GetCurrentHash());

    public void Step(StepRecord record)
    {
        Steps++;
        Add(record.Loss);
        Add(record.GradientNorm);
    }

    public void Add(params double[] values) => _hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(values));

    public void Add(TrainingSummary summary)
    {
        Steps += (int)summary.Steps;
        Add(summary.Steps, summary.Capped, summary.Clipped, summary.Skipped, summary.TestLoss, summary.TestAccuracy);
    }

    public void Add(Tensor tensor)
    {
        // each has a name that holds it: under collections without rest, what is between two calls is finalized while the second runs
        using var bare = tensor.detach();
        using var plain = bare.contiguous();
        _hash.AppendData(plain.bytes.ToArray());
    }

    public void Add(nn.Module model)
    {
        foreach (var tensor in model.parameters().Concat(model.buffers()))
            Add(tensor);
    }

    public void Dispose() => _hash.Dispose();
}
