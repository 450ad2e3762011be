using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Outputs far from where the loss wants them: every such head is moved there (<see cref="FarOutput"/>), and outputs in different
/// units are balanced, or not (<see cref="OutputBalance"/>).
/// </summary>
internal sealed class OutputsRemedy(bool balances) : IRemedy
{
    public string Trouble => "";

    public bool Suspects(Examination seen) => seen.IsFar;

    public IReadOnlyList<string> Propose(Examination seen, int way)
    {
        List<string> done = [];
        List<FarOutput> moved = [];
        foreach (var head in FarHeads.Of(seen))
        {
            var far = new FarOutput(seen.Model, head);
            if (far.Move(Tuned(seen)) is not { } words)
                continue;
            done.Add(words);
            moved.Add(far);
        }

        if (balances && moved.Count > 0)
        {
            var balance = new OutputBalance(seen.Model, seen.OutputStandard);
            if (balance.Run([.. seen.First.Pulls.Keys], moved, seen.Losses) is { } balanced)
                done.Add(balanced);
        }

        foreach (var far in moved)
            far.Dispose();
        return done;
    }

    private static IReadOnlyList<Func<Tensor>> Tuned(Examination seen)
    {
        if (!seen.HasFewRows)
            return [seen.Losses[seen.FindBest()]];
        var each = seen.AllLosses.Each();
        return [.. seen.Losses.Where((_, i) => double.IsFinite(each[i]))];
    }
}
