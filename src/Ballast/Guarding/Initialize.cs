using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Initialisations that look at data, which <see cref="Initializations"/> do not.</summary>
public static class Initialize
{
    private const double UsualRate = 1e-3;

    /// <summary>
    /// Sets every <c>GroupNorm</c> of a model to scale 1 and shift 0, as PyTorch begins: TorchSharp 0.107 leaves both as the memory was.
    /// Call it behind the constructor; where scale or shift are of a size that no training makes, the automatic guard does it too.
    /// </summary>
    /// <returns>How many there are.</returns>
    public static int GroupNorms(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var kept = new KeptTensors();
        GroupNorm[] norms = [.. model.modules().OfType<GroupNorm>()];
        foreach (var norm in norms)
            UnsetNorm.Set(norm);
        return norms.Length;
    }

    /// <summary>
    /// Layer-sequential unit variance (Mishkin, Matas 2016, arXiv:1511.06422): orthonormal weights, each then divided by the standard
    /// deviation of its layer's output on a batch, in the order of the forward pass, until that is 1. Costs a forward pass or three a
    /// layer.
    /// </summary>
    /// <param name="model">Whatever it contains; linear layers, convolutions and modules of one weight are initialised, biases become
    /// 0.</param>
    /// <param name="x">A batch of inputs, as the model takes them.</param>
    /// <param name="generator">The source of all randomness.</param>
    /// <param name="tolerance">How far from 1 a standard deviation may be, above 0.</param>
    /// <returns>How many layers did not come that far: one whose output does not vary, or more than ten tries.</returns>
    public static int Lsuv(nn.Module<Tensor, Tensor> model, Tensor x, Generator generator, double tolerance = 0.1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        return Lsuv(model, () => model.call(x).Dispose(), generator, tolerance);
    }

    /// <summary>The same for a model that is called in another way.</summary>
    /// <param name="model">The model.</param>
    /// <param name="forward">Runs it on a batch.</param>
    /// <param name="generator">The source of all randomness.</param>
    /// <param name="tolerance">How far from 1 a standard deviation may be, above 0.</param>
    public static int Lsuv(nn.Module model, Action forward, Generator generator, double tolerance = 0.1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(generator);
        using var kept = new KeptTensors();
        return new Lsuv(model, forward, Require.Positive(tolerance)).Run(generator).Missed;
    }

    /// <summary>
    /// The set-up of the automatic guard alone: looks at a model on a few batches and, where it explodes before its first step, rescales
    /// its weights and standardises its inputs. Each repair is rehearsed by 16 steps, which are taken back, and kept only if they end
    /// lower with it. See docs/guard.md; a <see cref="StepGuard"/> does the same in <see cref="StepGuard.Prepare"/> and stays to guard.
    /// </summary>
    /// <param name="model">The model; all else of it stays as it was.</param>
    /// <param name="batches">A few batches; 5 are looked at, 12 where something is rehearsed. One alone will do.</param>
    /// <param name="lossOf">The loss of one batch: runs the model through <c>call()</c>.</param>
    /// <param name="optimizer">What will train it, which is left as it was. Default: AdamW at a rate of 0.001 for the rehearsals.</param>
    /// <returns>What was found and done.</returns>
    public static Preparation Auto<TBatch>(
        nn.Module model,
        IEnumerable<TBatch> batches,
        Func<TBatch, Tensor> lossOf,
        optim.Optimizer? optimizer = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        using var usual = optimizer is null ? Optimizers.AdamW(model.parameters(), UsualRate) : null;
        using var guard = StepGuard.For(model, optimizer ?? usual!, GuardOptions.Auto);
        return guard.Prepare(batches, lossOf);
    }

    /// <summary>The same on one batch of inputs and targets.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">Inputs.</param>
    /// <param name="y">Targets.</param>
    /// <param name="loss">What training will make small.</param>
    /// <param name="optimizer">As above.</param>
    public static Preparation Auto(
        nn.Module<Tensor, Tensor> model,
        Tensor x,
        Tensor y,
        TrainingLoss loss,
        optim.Optimizer? optimizer = null
    )
    {
        ArgumentNullException.ThrowIfNull(loss);
        using var kept = new KeptTensors(x, y);
        return Auto(model, [(x, y)], Loss, optimizer);

        Tensor Loss((Tensor X, Tensor Y) batch)
        {
            using var output = model.call(batch.X);
            return loss.forward(output, batch.Y);
        }
    }
}
