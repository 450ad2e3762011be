using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Monte Carlo dropout (Gal, Ghahramani 2016, arXiv:1506.02142): prediction with dropout on, many times, to see how sure a model is.
/// </summary>
public static class MonteCarlo
{
    /// <summary>
    /// Mean probability and uncertainty. Dropout is on, all else is in evaluation mode, batch statistics too; afterwards modes, buffers and
    /// random state are as before. Equal seeds give equal predictions (TorchSharp's own dropouts, which are switched on as well, draw from
    /// libtorch's generator).
    /// </summary>
    /// <param name="model">Gives logits [n, ..., classes]; a last size of 1 is the logit of label 1.</param>
    /// <param name="x">Inputs [n, ...], where the model is.</param>
    /// <param name="samples">Forward passes, at least 1. Default 30.</param>
    /// <param name="seed">Of the masks, at least 0. Default 1.</param>
    /// <exception cref="ArgumentException">The model has no dropout, so there is nothing to sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Samples or seed are too small.</exception>
    public static MonteCarloPrediction Predict(nn.Module<Tensor, Tensor> model, Tensor x, int samples = 30, long seed = 1)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        Tensor? sum = null,
            entropies = null;
        foreach (var output in Outputs(model, x, samples, seed))
        {
            using var inner = NewDisposeScope();
            var each = output.shape[^1] == 1 ? output.sigmoid() : output.softmax(-1);
            var entropy = Entropy(each);
            if (sum is null)
                (sum, entropies) = (each.MoveToOuterDisposeScope(), entropy.MoveToOuterDisposeScope());
            else
            {
                sum.Add(each);
                entropies!.Add(entropy);
            }
        }

        var mean = sum!.Shrink(samples);
        var whole = Entropy(mean);
        var mutual = whole.sub(entropies!.Shrink(samples)).AtLeast(0); // below 0 only by rounding
        return new(mean.MoveToOuterDisposeScope(), whole.MoveToOuterDisposeScope(), mutual.MoveToOuterDisposeScope());
    }

    /// <summary>The raw outputs [samples, n, ...] under the same conditions, for instance for the spread of a regression.</summary>
    /// <param name="model">Any model with dropout.</param>
    /// <param name="x">Inputs [n, ...], where the model is.</param>
    /// <param name="samples">Forward passes, at least 1. Default 30.</param>
    /// <param name="seed">Of the masks, at least 0. Default 1.</param>
    /// <exception cref="ArgumentException">The model has no dropout, so there is nothing to sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Samples or seed are too small.</exception>
    public static Tensor Sample(nn.Module<Tensor, Tensor> model, Tensor x, int samples = 30, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        MachineTest.Ensure(model);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return stack([.. Outputs(model, x, samples, seed)]).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Tensor> Outputs(nn.Module<Tensor, Tensor> model, Tensor x, int samples, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        Require.AtLeast(samples, 1);
        Require.AtLeast(seed, 0L);
        var (own, random) = (Dropouts.Of(model), Dropouts.Random(model));
        if (random.Length == 0)
            throw new ArgumentException(
                "The model has no dropout, so all samples would be equal. Train it with some, or predict once without sampling.",
                nameof(model)
            );
        (nn.Module Module, bool Training)[] modes =
        [
            .. model.modules().Prepend(model).Distinct().Select(module => (module, module.training)),
        ];
        using var quiet = new Undisturbed(model);
        try
        {
            model.eval();
            foreach (var module in random)
                module.train();
            foreach (var (i, module) in own.Index())
                module.Reseed(SplitMix.Seed(seed, i));
            for (var i = 0; i < samples; i++)
                yield return One(model, x);
        }
        finally
        {
            // a module sets its children's mode as well, so parents come first
            foreach (var (module, training) in modes)
                module.train(training);
        }
    }

    // what lies between the layers is freed at once
    private static Tensor One(nn.Module<Tensor, Tensor> model, Tensor x)
    {
        using var scope = NewDisposeScope();
        return model.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>- sum of p log p over the classes; of a single probability, of it and of the rest.</summary>
    private static Tensor Entropy(Tensor p)
    {
        var all = p.shape[^1] == 1 ? cat([p, p.TakenFrom(1)], -1) : p;
        return all.mul(all.AtLeast(1e-38).log()).sum(-1).neg();
    }
}
