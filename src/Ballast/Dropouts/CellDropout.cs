using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Dropout inside a recurrent cell. The cell asks <see cref="Begin"/> once per sequence and its masks once per step; a sequence counts as
/// one call.
/// </summary>
public abstract class CellDropout : StochasticModule
{
    private protected CellDropout(string name, DropRate rate, long? seed)
        : base(name, rate, seed) { }

    /// <summary>The masks of one sequence.</summary>
    /// <param name="state">[n, width]: shape, type and device of the cell's state.</param>
    /// <exception cref="InvalidOperationException">There is no seed.</exception>
    public CellMasks Begin(Tensor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var p = P;
        if (!training)
            return p == 0 ? CellMasks.None : Expected(p);
        var draws = NextDraws();
        return p == 0 ? CellMasks.None : Masks(state, p, draws);
    }

    private protected abstract CellMasks Masks(Tensor state, double p, Draws draws);

    private protected virtual CellMasks Expected(double p) => CellMasks.None;

    /// <summary>A whole sequence of states [n, steps, width] as if each were given by a step, after a state of zeros.</summary>
    protected sealed override Tensor Drop(Tensor x, double p, Draws draws) => Walk(x, state => Masks(state, p, draws));

    /// <summary>The same with what evaluation does instead.</summary>
    protected sealed override Tensor Expect(Tensor x, double p) => Walk(x, _ => Expected(p));

    private Tensor Walk(Tensor x, Func<Tensor, CellMasks> begin)
    {
        if (x.dim() != 3)
            throw new ArgumentException($"{GetName()} needs [n, steps, width]; this is [{string.Join(", ", x.shape)}].", nameof(x));
        using var scope = NewDisposeScope();
        var state = zeros_like(x.select(1, 0));
        var masks = begin(state);
        var all = new List<Tensor>();
        for (var t = 0; t < x.shape[1]; t++)
            all.Add(state = masks.Next(state, masks.Candidate(masks.Seen(x.select(1, t)))));
        return stack(all, 1).MoveToOuterDisposeScope();
    }
}
