using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <content>Whose rows a batch has, where several ranks train together.</content>
public sealed partial class Batches
{
    private ICollective _world = SingleProcess.Instance;

    /// <summary>
    /// Hands out this rank's rows of every batch from here on, in <see cref="Epoch()"/>: batches, their order and <see cref="Position"/>
    /// are those of one process, so a training goes on with any number of ranks.
    /// </summary>
    /// <param name="world">The ranks.</param>
    /// <exception cref="ArgumentException">A batch has fewer rows than there are ranks.</exception>
    public void Share(ICollective world)
    {
        ArgumentNullException.ThrowIfNull(world);
        var shortest = Math.Min(Size, _x.shape[0] - ((PerEpoch - 1) * Size));
        if (shortest < world.Size)
            throw new ArgumentException(
                $"{world.Size} ranks cannot share a batch of {shortest} rows: make batches of at least {world.Size}, drop an incomplete "
                    + "last one, or start fewer ranks.",
                nameof(world)
            );
        _world = world;
    }

    // of all ranks, for what rank 0 looks at
    private IEnumerable<(Tensor x, Tensor y)> Whole() => Epoch(SingleProcess.Instance);

    private (Tensor x, Tensor y) Take(long batch, ICollective world)
    {
        using var scope = NewDisposeScope();
        var order = Order();
        var start = batch * Size;
        var present = _leftOut.Of(order, start, Math.Min(Size, order.Length - start));
        Present = present;
        var (first, end) = (present.Length * world.Rank / world.Size, present.Length * (world.Rank + 1) / world.Size);
        var index = tensor(present[first..end], device: _x.device);
        if (_augmentation is null)
            return (Moved(_x.index_select(0, index), _device), Moved(_y.index_select(0, index), _device));
        // what is drawn for a row follows from its place in the whole batch
        var all = tensor(present, device: _x.device);
        using var plain = Moved(_x.index_select(0, all), _device);
        var x = _augmentation.Apply(plain, _position with { Batch = batch }).narrow(0, first, end - first).contiguous();
        return (x.DetachFromDisposeScope(), Moved(_y.index_select(0, index), _device));
    }
}
