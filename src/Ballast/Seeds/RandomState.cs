using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Where a <see cref="StochasticModule"/> stands in its randomness: a seed and how often it has drawn, one int64 buffer of two numbers. All
/// else follows from them, so whatever saves, copies or restores buffers saves, copies or restores randomness. It stays on the CPU wherever
/// the model moves, so reading it never waits for a device.
/// </summary>
internal sealed class RandomState : Module
{
    private const long Unseeded = -1;

    // [seed, calls]; the field's name is the buffer's name
    private readonly Tensor state;

    public RandomState(long? seed)
        : base(nameof(RandomState))
    {
        state = tensor([seed is { } given ? Require.AtLeast(given, 0L, nameof(seed)) : Unseeded, 0L]).DetachFromDisposeScope();
        register_buffer(nameof(state), state);
    }

    /// <summary>At least 0, or null while there is none.</summary>
    public long? Seed
    {
        get => state.ReadCpuInt64(0) is var seed and not Unseeded ? seed : null;
        set => state.data<long>()[0] = Require.AtLeast(value!.Value, 0L, nameof(Seed));
    }

    /// <summary>
    /// Which of several streams of the same seed this is: each rank draws its own masks for its own rows, while the buffers of all are the
    /// same. Not kept with them. Default 0.
    /// </summary>
    public int Stream { get; set; }

    /// <summary>Forward passes in training mode so far.</summary>
    public long Calls => state.ReadCpuInt64(1);

    /// <summary>Counts one forward pass; the key that its draws follow from, another one for every seed and every pass.</summary>
    /// <exception cref="InvalidOperationException">There is no seed.</exception>
    public ulong Advance(string owner)
    {
        var seed = Seed
            ?? throw new InvalidOperationException(
                $"This {owner} has no seed, so its masks would not be reproducible. Give it one, or call Dropouts.Seed(model, "
                    + "seed) once for all modules of a model."
            );
        var calls = Calls;
        state.data<long>()[1] = calls + 1;
        var key = SplitMix.Mix(SplitMix.Mix((ulong)seed) ^ ~(ulong)calls);
        return Stream == 0 ? key : SplitMix.Mix(key + (ulong)Stream);
    }

    /// <summary>Leaves the buffer where and what it is.</summary>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking) { }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            state.Dispose();
        base.Dispose(disposing);
    }
}
