using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Which steps of the batch that a model is reading are real and which fill sequences up: told by its embedding, asked by the layers after
/// it. A batch goes through a model as a whole, so one at a time is enough.
/// </summary>
/// <param name="padding">The symbol that stands at steps that are not read; it need not be one that can be embedded.</param>
internal sealed class RealSteps(long padding)
{
    private Tensor? _real; // bool [n, steps], of the scope of the forward pass

    private Tensor Real =>
        _real
        ?? throw new InvalidOperationException("No symbols were read yet: the embedding has to come before what asks for real steps.");

    /// <summary>Looks at symbols [n, steps]; the same with 0, which can be embedded, wherever padding stood.</summary>
    public Tensor Read(Tensor symbols)
    {
        _real = symbols.IsNot(padding);
        return symbols.mul(_real);
    }

    /// <summary>Vectors [n, steps, width], zeros at padding.</summary>
    public Tensor Blank(Tensor vectors) => vectors.mul(Real.unsqueeze(2).to(vectors.dtype));

    /// <summary>The state after step <paramref name="t"/>, [n, width]: the one before where that step is padding.</summary>
    public Tensor Hold(long t, Tensor before, Tensor after) => where(Real.select(1, t).unsqueeze(1), after, before);

    /// <summary>
    /// Scores of attention [n, heads, steps, steps] that leave no share to padding; where all is padding, shares are equal.
    /// </summary>
    public Tensor Attend(Tensor scores)
    {
        // not minus infinity, whose softmax over nothing but itself is NaN
        return scores.Masked(Real.logical_not().unsqueeze(1).unsqueeze(2), finfo(scores.dtype).min);
    }

    /// <summary>[n, steps, width] to [n, width]: the last real step, or the mean of all real ones. Zeros where there is none.</summary>
    public Tensor Take(Tensor x, bool mean)
    {
        var (real, passed) = (Real, Real.cumsum(1));
        var all = passed.narrow(1, passed.shape[1] - 1, 1);
        var share = mean ? real.to(x.dtype).div(all.to(x.dtype).AtLeast(1)) : passed.eq(all).logical_and(real).to(x.dtype);
        return x.mul(share.unsqueeze(2)).sum(1);
    }
}
