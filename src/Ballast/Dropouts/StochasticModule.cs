using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// A module that is random while training and not in evaluation. All its randomness follows from a seed and from how often it was called,
/// which are saved, loaded, copied and restored with the model's buffers: a training that is resumed or rolled back draws what it would
/// have drawn. Where a guard refuses a step and puts the buffers back, the next batch meets the masks of the refused one.
/// </summary>
public abstract class StochasticModule : Module<Tensor, Tensor>
{
    // the field's name is the module's name
    private readonly RandomState random;

    /// <summary>What all have.</summary>
    /// <param name="name">As TorchSharp wants it.</param>
    /// <param name="rate">How often something is dropped.</param>
    /// <param name="seed">At least 0; null where <see cref="Dropouts.Seed"/> gives one before training.</param>
    /// <exception cref="ArgumentOutOfRangeException">The seed is below 0.</exception>
    protected StochasticModule(string name, DropRate rate, long? seed)
        : base(name)
    {
        (Rate, random) = (rate, new(seed));
        register_module(nameof(random), random);
    }

    /// <summary>The rate over time.</summary>
    public DropRate Rate { get; }

    /// <summary>The rate of the next forward pass.</summary>
    public double P => Rate.At(Calls);

    /// <summary>The seed, or null while there is none.</summary>
    public long? Seed => random.Seed;

    /// <summary>Forward passes in training mode so far.</summary>
    public long Calls => random.Calls;

    /// <summary>
    /// While training, what <see cref="Drop"/> makes of it; in evaluation, or at a rate of 0, what <see cref="Expect"/> makes of it.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no seed.</exception>
    public sealed override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var kept = new KeptTensors(x);
        var p = P;
        if (!training)
            return Expect(x, p);
        var draws = NextDraws();
        return p == 0 ? Expect(x, 0) : Drop(x, p, draws);
    }

    internal void Reseed(long seed) => random.Seed = seed;

    /// <summary>What one training forward pass gives. Its temporaries are its own to dispose.</summary>
    /// <param name="x">The input, any type and device.</param>
    /// <param name="p">Above 0 and below 1.</param>
    /// <param name="draws">The only source of randomness.</param>
    protected abstract Tensor Drop(Tensor x, double p, Draws draws);

    /// <summary>
    /// What evaluation gives: the input, unless a module says otherwise. A handle of its own, since containers dispose what lies between
    /// two modules.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="p">The rate at present.</param>
    protected virtual Tensor Expect(Tensor x, double p) => x.alias();

    /// <summary>Counts one forward pass.</summary>
    private protected Draws NextDraws() => new(random.Advance(GetName()));

    /// <summary>[n, 1, 1 ...] with as many dimensions as <paramref name="x"/>; the first <paramref name="kept"/> sizes stay.</summary>
    private protected static long[] Leading(Tensor x, int kept) => [.. x.shape.Select((size, i) => i < kept ? size : 1)];

    /// <summary>Refuses an input without the dimensions that are dropped.</summary>
    private protected Tensor AtLeast(int dimensions, Tensor x, string wanted) =>
        x.dim() >= dimensions
            ? x
            : throw new ArgumentException($"{GetName()} needs {wanted}; this is [{string.Join(", ", x.shape)}].", nameof(x));
}
