using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// R-Drop (Liang et al. 2021, arXiv:2106.14448): every sample goes through the model twice, with two masks, and the two answers are to
/// agree. Costs a batch of twice the size.
/// </summary>
public static class RDrop
{
    /// <summary>
    /// The mean loss of both passes plus <paramref name="alpha"/> times <see cref="Divergence"/>. Both passes are one call on the batch
    /// repeated, so batch statistics are those of the batch.
    /// </summary>
    /// <param name="model">Has some dropout, or the divergence is 0.</param>
    /// <param name="loss">Of logits.</param>
    /// <param name="x">Inputs [n, ...].</param>
    /// <param name="y">Targets [n, ...].</param>
    /// <param name="alpha">Weight of the divergence, at least 0. Default 1.</param>
    /// <returns>The output of the first pass [n, ...], and the loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is negative or not finite.</exception>
    public static (Tensor Output, Tensor Loss) Forward(
        nn.Module<Tensor, Tensor> model,
        TrainingLoss loss,
        Tensor x,
        Tensor y,
        double alpha = 1
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Require.NotNegative(alpha);
        using var kept = new KeptTensors(x, y);
        var twice = cat([x, x]);
        var both = model.call(twice); // in the caller's scope: hooks may keep what lies between the layers
        using var scope = NewDisposeScope();
        var (first, second) = (both.narrow(0, 0, x.shape[0]), both.narrow(0, x.shape[0], x.shape[0]));
        var value = loss.forward(both, cat([y, y])).Plus(Divergence(first, second, loss is BceWithLogits).Times(alpha));
        return (first.MoveToOuterDisposeScope(), value.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// (KL(P, Q) + KL(Q, P)) / 2 of two answers, mean over the batch: a mean, not the sum over it that the authors' code takes, so that it
    /// does not depend on the size of the batch. It is the sum of (P - Q)(p - q) / 2 with the logits p and q, since what normalises them
    /// cancels.
    /// </summary>
    /// <param name="p">Logits [..., classes].</param>
    /// <param name="q">The same of the other pass.</param>
    /// <param name="independent">Whether each logit is a yes-or-no of its own (sigmoid) instead of one of classes (softmax). Default
    /// false.</param>
    public static Tensor Divergence(Tensor p, Tensor q, bool independent = false)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        using var kept = new KeptTensors(p, q);
        using var scope = NewDisposeScope();
        var apart = independent ? p.sigmoid() - q.sigmoid() : p.softmax(-1) - q.softmax(-1);
        return (apart * (p - q)).sum(-1).mean().Over(2).MoveToOuterDisposeScope();
    }
}
