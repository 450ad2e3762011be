using static TorchSharp.torch;

namespace Ballast;

/// <summary>A task whose samples are drawn, so that there is always more of it and nothing to fetch.</summary>
public abstract class SyntheticTask
{
    /// <summary>The name it is looked up by.</summary>
    public abstract string Name { get; }

    /// <summary>Number of classes; 0 for regression.</summary>
    public abstract int Classes { get; }

    /// <summary>Draws samples; equal states of the generator give equal samples.</summary>
    /// <param name="count">How many.</param>
    /// <param name="generator">What everything random comes from.</param>
    /// <returns>Inputs and targets, in the caller's dispose scope.</returns>
    public abstract Samples Draw(int count, Generator generator);

    /// <summary>Bytes that drawing one sample takes, temporaries included: about.</summary>
    internal virtual double BytesPerSample => 100;

    internal RawSamples Sampled(int count, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var (x, y) = Draw(count, generator);
        return new(Name, new(x.contiguous().MoveToOuterDisposeScope(), y.contiguous().MoveToOuterDisposeScope()), Classes);
    }
}
