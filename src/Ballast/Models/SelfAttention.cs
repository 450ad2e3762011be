using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Scaled dot-product attention of a sequence to itself, in several heads (Vaswani et al. 2017, arXiv:1706.03762): four ordinary
/// linear layers, <c>query</c>, <c>key</c>, <c>value</c> and <c>mix</c>. [n, steps, width] in and out.
/// </summary>
internal sealed class SelfAttention : Module<Tensor, Tensor>, ICountsProducts, IScoredAttention
{
    private readonly Linear query,
        key,
        value,
        mix;
    private readonly LayerNorm? query_norm,
        key_norm;
    private readonly AttentionScores _scores;
    private readonly long _heads;
    private readonly bool _causal;
    private readonly RealSteps? _real;
    private Tensor? _largest;

    public SelfAttention(long width, long heads, bool causal, RealSteps? real = null, AttentionScores? scores = null)
        : base(nameof(SelfAttention))
    {
        (query, key, value, mix) = (Linear(width, width), Linear(width, width), Linear(width, width), Linear(width, width));
        (_heads, _causal, _real, _scores) = (heads, causal, real, scores ?? new());
        (query_norm, key_norm) = (_scores.Norm(width / heads), _scores.Norm(width / heads));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (n, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var (queries, keys) = (Normal(query_norm, Split(query)), Normal(key_norm, Split(key)));
        var scores = _scores.Capped(queries.matmul(keys.transpose(2, 3)).Over(Math.Sqrt((double)width / _heads)));
        if (_causal)
            scores = scores.Masked(ones(length, length, device: x.device).triu(1).to(ScalarType.Bool), float.NegativeInfinity);
        if (_real is not null)
            scores = _real.Attend(scores);
        if (NotesScores && training)
            Note(scores);
        return mix.call(scores.softmax(-1).matmul(Split(value)).transpose(1, 2).reshape(n, length, width));

        Tensor Split(Linear projection) => projection.call(x).view(n, length, _heads, width / _heads).transpose(1, 2);
    }

    public Linear Query => query;

    public Linear Key => key;

    public long Heads => _heads;

    public bool NotesScores { get; set; }

    public Tensor? TakeLargestScores()
    {
        var largest = _largest;
        _largest = null;
        return largest;
    }

    /// <summary>The two products that have no weights: queries with keys, shares with values.</summary>
    public long Products(IReadOnlyList<long> outputShape) => 2 * outputShape[0] * outputShape[0] * outputShape[1];

    private static Tensor Normal(LayerNorm? norm, Tensor x) => norm is null ? x : norm.call(x);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            TakeLargestScores()?.Dispose();
        base.Dispose(disposing);
    }

    private void Note(Tensor scores)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var before = TakeLargestScores();
        var now = scores.detach().amax([0, 2, 3]);
        _largest = (before is null ? now : now.maximum(before)).DetachFromDisposeScope();
    }
}
