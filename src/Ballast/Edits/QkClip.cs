using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// QK-clip: where the largest score S of an attention head was above max, the head's rows of query and key, biases included, are multiplied
/// by sqrt(max / S), so that its scores are max at most again (MuonClip: Kimi team 2025, "Kimi K2: Open Agentic Intelligence",
/// arXiv:2507.20534). Sees every module that is an <see cref="IScoredAttention"/>.
/// </summary>
internal sealed class QkClip(double max) : Edit("qk-clip")
{
    private readonly double _max = Require.Positive(max);
    private (string Name, IScoredAttention Attention)[] _attentions = [];

    public override void Begin(EditContext context)
    {
        _attentions =
        [
            .. context
                .Model.named_modules()
                .Prepend((name: "model", module: context.Model))
                .Where(it => it.module is IScoredAttention)
                .Select(it => (it.name, (IScoredAttention)it.module))
                .DistinctBy(it => it.Item2),
        ];
        if (_attentions.Length == 0)
            throw new ArgumentException(
                $"The edit {Name} looks for attention, but no module of this model is an {nameof(IScoredAttention)}: use Ballast's "
                    + "attention layer, implement the interface, or remove the edit.",
                nameof(context)
            );
        foreach (var (_, attention) in _attentions)
            attention.NotesScores = true;
    }

    public override string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        List<string> clipped = [];
        foreach (var (name, attention) in _attentions)
        {
            using var largest = attention.TakeLargestScores();
            if (largest is null)
                continue;
            double[] scores = [.. largest.to(ScalarType.Float64).cpu().data<double>()];
            for (var head = 0; head < scores.Length; head++)
            {
                if (!(scores[head] > _max) || !double.IsFinite(scores[head]))
                    continue;
                foreach (var layer in new[] { attention.Query, attention.Key })
                    Shrink(layer, head, attention.Heads, Math.Sqrt(_max / scores[head]));
                clipped.Add(FormattableString.Invariant($"head {head} of {name} ({scores[head]:g4})"));
            }
        }

        return clipped.Count == 0 ? null : $"scores above {_max}: {string.Join(", ", clipped)}";
    }

    public override void Forget()
    {
        foreach (var (_, attention) in _attentions)
            attention.TakeLargestScores()?.Dispose();
    }

    private static void Shrink(Linear layer, long head, long heads, double factor)
    {
        var rows = layer.weight.shape[0] / heads;
        layer.weight.narrow(0, head * rows, rows).Scale(factor);
        layer.bias?.narrow(0, head * rows, rows).Scale(factor);
    }
}
