using static TorchSharp.torch;

namespace Ballast;

/// <summary>What a model says when it is asked many times with dropout on. All uncertainty is in nats.</summary>
public sealed class MonteCarloPrediction : IDisposable
{
    internal MonteCarloPrediction(Tensor probability, Tensor entropy, Tensor mutualInformation) =>
        (Probability, Entropy, MutualInformation) = (probability, entropy, mutualInformation);

    /// <summary>Mean probability over the samples, float [n, ..., classes]; of a single logit, that of label 1.</summary>
    public Tensor Probability { get; }

    /// <summary>Entropy of the mean probability, float [n, ...]: all uncertainty, of the data and of the model.</summary>
    public Tensor Entropy { get; }

    /// <summary>
    /// That entropy minus the mean entropy of single samples, float [n, ...]: how far the samples disagree, which is the model's share
    /// (BALD, Houlsby et al. 2011).
    /// </summary>
    public Tensor MutualInformation { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Probability.Dispose();
        Entropy.Dispose();
        MutualInformation.Dispose();
    }
}
