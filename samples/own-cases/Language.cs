using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>The next of twelve symbols, by one layer of attention with the norms behind it.</summary>
public static class Language
{
    private const int Symbols = 12,
        Length = 16,
        Width = 32;

    public static Network Net { get; } =
        new(
            "language",
            500,
            1.0 / Symbols,
            seed =>
                Network.Train(
                    seed,
                    new Attention(),
                    it => Optimizers.AdamW(it, 3e-3),
                    Rows,
                    (o, y) => nn.functional.cross_entropy(o.reshape(-1, Symbols), y.reshape(-1)),
                    held: 300
                ),
            Network.Accuracy
        );

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        List<Tensor> row = [Any(), Any()];
        for (var i = 2; i <= Length; i++)
            row.Add(where(rand([count], generator: generator) < 0.1, Any(), ((5 * row[i - 1]) + (3 * row[i - 2]) + 1).remainder(Symbols)));
        var all = stack(row, 1);
        return (all.narrow(1, 0, Length), all.narrow(1, 1, Length));

        Tensor Any() => randint(Symbols, [count], generator: generator).to(ScalarType.Int64);
    }

    private sealed class Attention : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding embed = nn.Embedding(Symbols, Width),
            embed_place = nn.Embedding(Length, Width);
        private readonly Linear ask = nn.Linear(Width, 3 * Width),
            answer = nn.Linear(Width, Width),
            widen = nn.Linear(Width, 64),
            narrow = nn.Linear(64, Width),
            head = nn.Linear(Width, Symbols);
        private readonly LayerNorm norm1 = nn.LayerNorm(Width),
            norm2 = nn.LayerNorm(Width);

        public Attention()
            : base("attention") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var h = embed.call(x) + embed_place.call(arange(Length));
            var parts = ask.call(h).chunk(3, 2);
            var scores = parts[0].matmul(parts[1].transpose(1, 2)) / Math.Sqrt(Width);
            var later = ones(Length, Length).triu(1).to(ScalarType.Bool);
            h = norm1.call(h + answer.call(scores.masked_fill(later, float.NegativeInfinity).softmax(-1).matmul(parts[2])));
            return head.call(norm2.call(h + narrow.call(nn.functional.gelu(widen.call(h)))));
        }
    }
}

public sealed class LanguageRate() : Fault(Language.Net, "rate", "rate", Mutation.Rate(150).Apply, Cause.RateTooLarge);

public sealed class LanguageDecay()
    : Fault(Language.Net, "decay", "decay", Optimizer(it => Optimizers.AdamW(it, 3e-3, weight_decay: 100)), Cause.Decay);

public sealed class LanguageZero() : Fault(Language.Net, "zero", "dead", Mutation.ConstantWeights(0).Apply, Cause.Initialization);
