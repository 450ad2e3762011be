using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Shuffled mini-batches of a data set, a fresh order each epoch:
/// <code>
/// foreach (var (x, y) in batches.Epoch())
/// {
///     using var scope = torch.NewDisposeScope();
///     ...
/// }
/// </code>
/// A batch lives until the next one is asked for: it belongs to no dispose scope, the loop frees it. Whoever keeps one clones it.
/// </summary>
public sealed partial class Batches : ICheckpointed, IDisposable
{
    private readonly Tensor _x,
        _y;
    private readonly Device? _device;
    private readonly Augmentation? _augmentation;
    private readonly long _all; // with a last batch that is left out
    private readonly LeftOutSamples _leftOut = new();
    private BatchPosition _position;
    private long[] _order = [];
    private long _orderedEpoch = -1;

    /// <summary>Batches over tensors that stay the caller's.</summary>
    /// <param name="x">Inputs [n, ...].</param>
    /// <param name="y">Targets [n, ...].</param>
    /// <param name="size">Samples per batch, at least 1.</param>
    /// <param name="seed">Determines every shuffle.</param>
    /// <param name="device">Where batches are moved; by default they stay where the data is.</param>
    /// <param name="dropLast">
    /// Leaves out the last batch of an epoch when it is incomplete. The default, so that all gradients of a training average over the same
    /// number of samples and their norms compare; each epoch leaves out other samples.
    /// </param>
    /// <param name="augmentation">Changes the images of every batch, on their device; by default nothing does.</param>
    /// <exception cref="ArgumentException">Inputs and targets differ in number, no batch can be filled, or what is to be augmented is no
    /// images.</exception>
    public Batches(Tensor x, Tensor y, int size, long seed, Device? device = null, bool dropLast = true, Augmentation? augmentation = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var count = SampleCount(x, y);
        if (count == 0 || (dropLast && count < size))
            throw new ArgumentException($"A batch of {size} cannot be filled from {count} samples.", nameof(size));
        if (augmentation is not null && x.dim() != 4)
            throw new ArgumentException(
                $"Only images [n, channels, rows, columns] can be augmented; these are [{string.Join(", ", x.shape)}].",
                nameof(augmentation)
            );
        (_x, _y, _device, _augmentation, Size) = (x, y, device, augmentation, size);
        PerEpoch = _all = dropLast ? count / size : (count + size - 1) / size;
        _position = new(seed, 0, 0);
    }

    /// <summary>Samples per batch.</summary>
    public int Size { get; }

    /// <summary>How many samples there are, with those that are left out.</summary>
    public long Samples => _x.shape[0];

    /// <summary>The samples of the batch that was handed out last, by their place in the data; empty before the first.</summary>
    public IReadOnlyList<long> Present { get; private set; } = [];

    /// <summary>The samples that no batch is made of any more, in order.</summary>
    public IReadOnlyCollection<long> LeftOut => _leftOut.All;

    /// <summary>Batches in one epoch.</summary>
    public long PerEpoch { get; private set; }

    /// <summary>
    /// Where it stands. Inside the loop the present batch counts as handed out, so a position kept there continues with the next.
    /// Setting it takes effect at the next batch, also in a running loop.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The position does not exist in this data.</exception>
    public BatchPosition Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.Epoch, nameof(value));
            ArgumentOutOfRangeException.ThrowIfNegative(value.Batch, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Batch, _all, nameof(value));
            if (value.Seed != _position.Seed)
                _orderedEpoch = -1;
            _position = value;
        }
    }

    /// <summary>
    /// Makes no batch of these samples any more; others take their places. They are remembered by <see cref="Save"/>.
    /// </summary>
    /// <param name="samples">By their place in the data, from 0 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="ArgumentException">No sample would be left.</exception>
    public void LeaveOut(IEnumerable<long> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        long[] more = [.. samples];
        foreach (var sample in more)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(sample, nameof(samples));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, _x.shape[0], nameof(samples));
        }

        if (_leftOut.All.Union(more).Count() >= _x.shape[0])
            throw new ArgumentException("No sample would be left to make a batch of.", nameof(samples));
        _leftOut.Add(more);
    }

    /// <summary>Some samples as they are in the data, on the device of batches. Of the caller's dispose scope.</summary>
    internal (Tensor x, Tensor y) Gather(IReadOnlyList<long> samples)
    {
        using var index = tensor(samples.ToArray(), device: _x.device);
        return (Moved(_x.index_select(0, index), _device), Moved(_y.index_select(0, index), _device));
    }

    /// <summary>The samples of the batches of this epoch that were handed out last, of all ranks.</summary>
    internal IEnumerable<long> Latest(int count)
    {
        var order = Order();
        for (var batch = Math.Max(0, _position.Batch - count); batch < _position.Batch; batch++)
            foreach (var sample in _leftOut.Of(order, batch * Size, Math.Min(Size, order.Length - (batch * Size))))
                yield return sample;
    }

    /// <summary>
    /// Leaves out the last batch of every epoch where it is a single row, which batch norm takes no variance of; each epoch leaves out
    /// another row. Of a <see cref="Size"/> of 1 nothing is left out.
    /// </summary>
    internal void LeaveOutSingle()
    {
        if (Size > 1 && _all > 1 && _x.shape[0] - ((_all - 1) * Size) == 1)
            PerEpoch = _all - 1;
    }

    /// <summary>The rest of the present epoch: all of it, unless the position was set or a loop was left early.</summary>
    public IEnumerable<(Tensor x, Tensor y)> Epoch() => Epoch(_world);

    private IEnumerable<(Tensor x, Tensor y)> Epoch(ICollective world)
    {
        while (_position.Batch < PerEpoch)
        {
            var (x, y) = Take(_position.Batch, world);
            _position = _position with { Batch = _position.Batch + 1 };
            try
            {
                yield return (x, y);
            }
            finally
            {
                x.Dispose();
                y.Dispose();
            }
        }
        _position = _position with { Epoch = _position.Epoch + 1, Batch = 0 };
    }

    /// <summary>The loss of the next batch, in the next epoch where this one is over; the position moves on by it.</summary>
    /// <param name="lossOf">Inputs and targets to a loss.</param>
    public Tensor Next(Func<Tensor, Tensor, Tensor> lossOf)
    {
        ArgumentNullException.ThrowIfNull(lossOf);
        if (_position.Batch >= PerEpoch)
            _position = _position with { Epoch = _position.Epoch + 1, Batch = 0 };
        var (x, y) = Take(_position.Batch, SingleProcess.Instance);
        _position = _position with { Batch = _position.Batch + 1 };
        using (x)
        using (y)
            return lossOf(x, y);
    }

    /// <summary>
    /// Copies of the next batches, at most <paramref name="count"/> of this epoch: looked at, not consumed. They belong to the caller's
    /// dispose scope.
    /// </summary>
    public IReadOnlyList<(Tensor x, Tensor y)> Peek(int count)
    {
        var position = _position;
        List<(Tensor, Tensor)> next = [.. Whole().Take(count).Select(batch => (batch.x.clone(), batch.y.clone()))];
        _position = position;
        return next;
    }

    /// <summary>
    /// The same one by one, as they are asked for, and where batches are small several of them are one, so that there are rows to tell a
    /// mean and a spread by: as many as make <paramref name="rows"/>, as long as that is no more data than <paramref name="values"/>.
    /// </summary>
    internal IEnumerable<(Tensor x, Tensor y)> Peek(int count, int rows, long values)
    {
        var each = Math.Max(1, _x.numel() / Math.Max(1, _x.shape[0]));
        var joined = (int)Math.Clamp(Math.Min(rows, values / each) / Size, 1, Math.Max(1, PerEpoch));
        var position = _position;
        try
        {
            foreach (var part in Whole().Take(count * joined).Select(batch => (x: batch.x.clone(), y: batch.y.clone())).Chunk(joined))
                if (part.Length == joined)
                    yield return joined == 1 ? part[0] : (cat([.. part.Select(it => it.x)]), cat([.. part.Select(it => it.y)]));
        }
        finally
        {
            _position = position;
        }
    }

    /// <summary>All samples once, in their own order, the last batch as short as it comes out: for evaluation.</summary>
    /// <exception cref="ArgumentException">Inputs and targets differ in number.</exception>
    public static IEnumerable<(Tensor x, Tensor y)> InOrder(Tensor x, Tensor y, int size, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var count = SampleCount(x, y);
        return Walk();

        IEnumerable<(Tensor x, Tensor y)> Walk()
        {
            for (var start = 0L; start < count; start += size)
            {
                var length = Math.Min(size, count - start);
                using var px = x.narrow(0, start, length);
                using var py = y.narrow(0, start, length);
                var (bx, by) = (Moved(px, device), Moved(py, device));
                try
                {
                    yield return (bx, by);
                }
                finally
                {
                    bx.Dispose();
                    by.Dispose();
                }
            }
        }
    }

    /// <summary>Writes the position and what is left out.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_position.Seed);
        writer.Write(_position.Epoch);
        writer.Write(_position.Batch);
        _leftOut.Save(writer);
    }

    /// <summary>Reads a position that <see cref="Save"/> wrote; the batches from there on are the same, bit for bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position does not exist in this data.</exception>
    /// <exception cref="FormatException">A sample that is left out does not.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Position = new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        _leftOut.Load(reader, _x.shape[0]);
    }

    /// <summary>Nothing to free; the data stays.</summary>
    public void Dispose() { }

    private long[] Order()
    {
        if (_orderedEpoch == _position.Epoch)
            return _order;
        _order = Permutation.Of(_x.shape[0], _position.Seed, _position.Epoch);
        _orderedEpoch = _position.Epoch;
        return _order;
    }

    private static Tensor Moved(Tensor batch, Device? device) =>
        (
            device is null || device.type == batch.device_type && device.index == batch.device_index
                ? batch
                : batch.to(device, disposeAfter: true)
        ).DetachFromDisposeScope();

    private static long SampleCount(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return x.shape[0] == y.shape[0]
            ? x.shape[0]
            : throw new ArgumentException($"There are {x.shape[0]} inputs and {y.shape[0]} targets.", nameof(y));
    }
}
