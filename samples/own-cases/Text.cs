using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>Which of three kinds the first of twelve words is, by an embedding and a GRU.</summary>
public static class Text
{
    private const int Words = 30;

    public static Network Net { get; } =
        new(
            "text",
            350,
            1.0 / 3,
            seed => Network.Train(seed, new Gru(), it => Optimizers.Adam(it, 2e-2), Rows, (o, y) => nn.functional.cross_entropy(o, y)),
            Network.Accuracy
        );

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var x = randint(Words, [count, 12], generator: generator).to(ScalarType.Int64);
        return (x, x.select(1, 0).remainder(3));
    }

    private sealed class Gru : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding embed = nn.Embedding(Words, 16);
        private readonly GRU gru = nn.GRU(16, 32, batchFirst: true);
        private readonly Linear head = nn.Linear(32, 3);

        public Gru()
            : base("gru") => RegisterComponents();

        public override Tensor forward(Tensor x) => head.call(gru.call(embed.call(x)).Item1.select(1, -1));
    }
}

public sealed class TextRate() : Fault(Text.Net, "rate", "rate", Mutation.Rate(75).Apply, Cause.RateTooLarge);

public sealed class TextEmbedding()
    : Fault(
        Text.Net,
        "embedding",
        "init",
        Weights(
            (name, it) =>
                it.mul_(
                    name.Contains("embed") ? 300
                    : it.ndim > 1 ? 20
                    : 1
                )
        ),
        Cause.Initialization
    );

public sealed class TextSoftmax()
    : Fault(Text.Net, "softmax", "loss", Loss((o, y) => nn.functional.cross_entropy(o.softmax(-1), y)), Cause.OutputActivation, Cause.Loss);
