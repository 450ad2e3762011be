namespace Ballast;

/// <summary>What a remedy proposed, how each proposal was rehearsed, and the model as each made it.</summary>
internal sealed class ProposalList : IDisposable
{
    private readonly List<Proposal> _all = [];

    /// <summary>The one that ended lowest; null if there is none.</summary>
    public Proposal? Best => _all.Aggregate((Proposal?)null, (best, it) => best is null || it.Loss.IsBetterThan(best.Loss) ? it : best);

    public void Add(IReadOnlyList<string> words, RehearsedLoss loss, SetupUndo state) => _all.Add(new(words, loss, state));

    public void Dispose()
    {
        foreach (var it in _all)
            it.State.Dispose();
    }

    /// <summary>One proposal.</summary>
    /// <param name="Words">What was done.</param>
    /// <param name="Loss">How a training with it ended.</param>
    /// <param name="State">Brings the model to where it was then.</param>
    internal sealed record Proposal(IReadOnlyList<string> Words, RehearsedLoss Loss, SetupUndo State);
}
