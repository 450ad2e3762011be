using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The ranks of one training from the view of one of them. Gradients are averaged over all rows of all ranks; rank 0 judges what comes of
/// it and says what is done; what it changes beyond the step goes to all. So all act alike, whatever their processors make of a last bit.
/// </summary>
/// <param name="world">The ranks.</param>
/// <param name="model">What learns.</param>
/// <param name="table">Its parameters.</param>
/// <param name="optimizer">What trains it.</param>
/// <param name="buffers">Its buffers; null where they are not looked at.</param>
/// <param name="save">What the guard remembers of a step.</param>
/// <param name="load">Restores what that gave.</param>
/// <param name="overlap">Whether gradients are sent while others are computed.</param>
internal sealed class Replicas(
    ICollective world,
    nn.Module model,
    ParameterTable table,
    optim.Optimizer optimizer,
    BufferCopy? buffers,
    Func<byte[]> save,
    Action<byte[]> load,
    bool overlap = false
) : IDisposable
{
    private const int CompareEvery = 100; // a pass over the weights
    private readonly GradientBuckets _buckets = new(table, [.. Enumerable.Range(0, table.Parameters.Length)]);
    private readonly ReplicaState _state = new(world, model, table, optimizer, save, load);
    private readonly bool[] _present = new bool[table.Parameters.Length];
    private readonly string[] _bufferNames = [.. buffers?.FloatingNames ?? []];
    private readonly Tensor[] _statistics =
    [
        .. model.named_buffers().Where(it => BufferCopy.IsStatistic(it.name) && it.buffer.is_floating_point()).Select(it => it.buffer),
    ];

    /// <summary>Whether this is the rank that judges and records.</summary>
    public bool Leads => world.Rank == 0;

    /// <summary>The ranks.</summary>
    public ICollective World => world;

    /// <summary>What is known of the last step of all.</summary>
    public RankFacts Facts { get; } = new(world.Size, table.Parameters.Length);

    /// <summary>What is sent while the backward pass goes on; null where nothing is.</summary>
    public EarlyExchange? Early { get; } = overlap ? new(world, model, table) : null;

    /// <summary>What else belongs to the training, such as where its data stand; sent with the rest.</summary>
    public IReadOnlyList<ICheckpointed> Parts
    {
        set => _state.Parts = value;
    }

    /// <summary>
    /// Averages the gradients of all ranks in place, each rank's by its share of the rows. The table was refreshed, and is again.
    /// </summary>
    /// <param name="own">This rank's, as it was measured.</param>
    /// <param name="step">What else there is of this rank's step.</param>
    public RankReading[] Average(GradientReading own, OwnStep step)
    {
        if (own.PoisonedBuffer is { } fault)
            step = step with { PoisonedBuffer = Math.Max(0, Array.IndexOf(_bufferNames, fault.Name)) };
        step = step with { IsElsewhere = !table.OnHost, IsAnew = Early?.Finish(step.Rows) ?? false };
        Facts.Exchange(world, own, step, table.HasGradient);
        Early?.Wait();
        if (!(Facts.AllRows > 0))
            throw new ArgumentException("No rank had rows in this step: give Step how many there are, at least one in all.");
        for (var i = 0; i < _present.Length; i++)
            _present[i] = Facts.IsPresent(i);
        if (Early?.Take(Facts, _present) != true)
            Sum(step.Rows / Facts.AllRows);
        Buckets.Unpack();
        Early?.Learn(Facts);
        return Facts.Readings(table.Infos, _bufferNames);
    }

    private GradientBuckets Buckets => Early?.Buckets ?? _buckets;

    // what the ranks hold, once they have told each other
    private void Sum(double scale)
    {
        Buckets.Arrange(_present);
        Buckets.Pack(scale);
        if (Early is not null && Buckets.IsOne)
            Early.Sum();
        else
            foreach (var flat in Buckets.Flat)
                world.AllReduce(flat);
    }

    /// <summary>A buffer that any rank's forward pass broke; null as a rule.</summary>
    public BufferFault? Fault(GradientReading own) =>
        own.PoisonedBuffer
        ?? (Facts.PoisonedBuffer is { } at ? new(_bufferNames[at], 0, buffers!.Floating[at].numel(), IsNaN: true) : null);

    /// <summary>The mean of the running statistics of all ranks, which have seen other rows each.</summary>
    public void AverageStatistics()
    {
        if (_statistics.Length == 0)
            return;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var device = _statistics[0].device; // one transfer each way
        var numbers = cat([.. _statistics.Select(it => it.detach().to(ScalarType.Float64, device).flatten())])
            .cpu()
            .data<double>()
            .ToArray();
        world.AllReduce(numbers);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] /= world.Size;
        var mean = tensor(numbers).to(device);
        var at = 0L;
        foreach (var it in _statistics)
        {
            it.copy_(mean.narrow(0, at, it.numel()).view(it.shape));
            at += it.numel();
        }
    }

    /// <summary>All begin as rank 0 is, each with random streams of its own.</summary>
    public void Begin()
    {
        foreach (var state in model.modules().OfType<RandomState>())
            state.Stream = world.Rank;
        Send();
    }

    /// <summary>All ranks as rank 0 is, or another: weights, buffers, the optimizer, what the guard remembers of a step.</summary>
    public void Send(int root = 0)
    {
        _state.Send(root);
        using var scope = NewDisposeScope();
        buffers?.Renew();
    }

    /// <summary>
    /// Whether the weights of all ranks are the same, bit for bit; where they are not, all take those of the majority, which is
    /// said. Null as a rule.
    /// </summary>
    public string? Compare()
    {
        var sums = _state.Sums();
        var groups = Enumerable.Range(0, world.Size).GroupBy(rank => sums[rank]).ToArray();
        if (groups.Length == 1)
            return null;
        var right = groups.MaxBy(it => it.Count())!.ToHashSet();
        Send(right.Min());
        int[] wrong = [.. Enumerable.Range(0, world.Size).Where(rank => !right.Contains(rank))];
        return $"The weights of rank{(wrong.Length == 1 ? "" : "s")} {string.Join(", ", wrong)} were not those of the others: "
            + $"all go on with rank {right.Min()}'s. Memory or arithmetic there may be at fault, or something outside of the guard changes "
            + "weights on one rank alone.";
    }

    /// <summary>The same where so many steps have passed.</summary>
    public string? Compare(long step) => step % CompareEvery == CompareEvery - 1 ? Compare() : null;

    /// <summary>What each rank says of itself: once where all say the same.</summary>
    public string Words(string own)
    {
        var all = world.Gather(own);
        return all.Distinct().Count() == 1
            ? $"{own} (each of {all.Length} ranks)"
            : string.Join("; ", all.Select((words, rank) => $"rank {rank}: {words}"));
    }

    public void Dispose()
    {
        _buckets.Dispose();
        Early?.Dispose();
    }
}
