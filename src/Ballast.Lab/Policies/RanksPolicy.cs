namespace Ballast.Lab;

/// <summary>
/// A guard on several ranks, each with its rows of every batch: whether it comes to the same there. Ranks are threads of this process. A
/// batch whose inputs and targets do not count the same rows, or fewer than there are ranks, is every rank's.
/// </summary>
/// <param name="name">As given to <c>--policy</c>.</param>
/// <param name="ranks">How many.</param>
/// <param name="on">The guard on one of them.</param>
internal sealed class RanksPolicy(string name, int ranks, Func<ICollective, Policy> on) : Policy(name)
{
    public int Ranks => ranks;

    public Policy On(ICollective world) => on(world);

    /// <summary>This rank's rows.</summary>
    public static TrialBatch Part(TrialBatch batch, ICollective world)
    {
        var rows = batch.X.shape[0];
        if (world.Size == 1 || rows < world.Size || batch.Y.dim() == 0 || batch.Y.shape[0] != rows)
            return batch;
        var (first, end) = (rows * world.Rank / world.Size, rows * (world.Rank + 1) / world.Size);
        return new(batch.X.narrow(0, first, end - first), batch.Y.narrow(0, first, end - first), batch.Index);
    }

    public override PolicyRun Start(Trial trial, int steps) =>
        throw new NotSupportedException("Each rank starts its own; see TrialRunner.");
}
