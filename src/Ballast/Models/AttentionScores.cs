using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>What keeps the scores of an attention from growing.</summary>
/// <param name="Normalises">Whether queries and keys are normalised head by head, with a trained size (Dehghani et al. 2023,
/// arXiv:2302.05442).</param>
/// <param name="Cap">Scores s become cap tanh(s / cap) (Gemma team 2024, arXiv:2408.00118); null for no cap.</param>
internal sealed record AttentionScores(bool Normalises = false, double? Cap = null)
{
    /// <summary>A normalisation of the vectors of one head; null where there is none.</summary>
    public LayerNorm? Norm(long width) => Normalises ? LayerNorm(width) : null;

    /// <summary>Scores within the cap.</summary>
    public Tensor Capped(Tensor scores)
    {
        if (Cap is not { } cap)
            return scores;
        using var shares = scores.Over(cap);
        using var bent = shares.tanh();
        return bent.Times(cap);
    }
}
