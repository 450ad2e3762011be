namespace Ballast;

/// <summary>
/// Samples that no batch is made of any more. In the place of each comes the next of the epoch's order that is left and not in the batch
/// yet, so batches keep their size, and the same position gives the same batch.
/// </summary>
internal sealed class LeftOutSamples
{
    private readonly SortedSet<long> _samples = [];

    /// <summary>All of them, in order.</summary>
    public IReadOnlyCollection<long> All => _samples;

    /// <summary>These too.</summary>
    public void Add(IEnumerable<long> samples) => _samples.UnionWith(samples);

    /// <summary>A stretch of an order, without what is left out.</summary>
    public long[] Of(long[] order, long start, long count)
    {
        var batch = order.AsSpan((int)start, (int)count).ToArray();
        if (_samples.Count == 0 || !Array.Exists(batch, _samples.Contains))
            return batch;
        HashSet<long> taken = [.. batch];
        var next = start + count;
        for (var i = 0; i < batch.Length; i++)
            if (_samples.Contains(batch[i]))
                batch[i] = Next(order, ref next, taken);
        return batch;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((long)_samples.Count);
        foreach (var sample in _samples)
            writer.Write(sample);
    }

    public void Load(BinaryReader reader, long all)
    {
        SortedSet<long> read = [];
        for (var left = reader.ReadInt64(); left > 0; left--)
            if (reader.ReadInt64() is var sample && sample >= 0 && sample < all)
                read.Add(sample);
            else
                throw new FormatException($"The state leaves out sample {sample}, but there are {all}: it is of other data.");
        _samples.Clear();
        _samples.UnionWith(read);
    }

    // there is one: less than all samples are left out, and where a batch needs them all again, one comes twice
    private long Next(long[] order, ref long next, HashSet<long> taken)
    {
        for (var tried = 0; tried < order.Length; tried++)
        {
            var sample = order[next++ % order.Length];
            if (!_samples.Contains(sample) && taken.Add(sample))
                return sample;
        }

        return order.First(sample => !_samples.Contains(sample));
    }
}
