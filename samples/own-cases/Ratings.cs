using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>What a user makes of an item, by a factor for each.</summary>
public static class Ratings
{
    private const int Users = 120,
        Items = 60;
    private static readonly Tensor s_users = Network.Fixed(Users, 3),
        s_items = Network.Fixed(Items, 3);

    public static Network Net { get; } =
        new(
            "ratings",
            500,
            0,
            seed =>
                Network.Train(
                    seed,
                    new Factors(),
                    it => Optimizers.Adam(it, 2e-2),
                    Rows,
                    (o, y) => nn.functional.mse_loss(o, y),
                    256,
                    2000
                ),
            Network.Explained
        );

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var user = randint(Users, [count], generator: generator).to(ScalarType.Int64);
        var item = randint(Items, [count], generator: generator).to(ScalarType.Int64);
        var liking = (s_users[user] * s_items[item]).sum(1);
        return (stack([user, item], 1), (3 + (0.5 * liking) + (0.2 * randn([count], generator: generator))).clamp(1, 5));
    }

    private sealed class Factors : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding embed_user = nn.Embedding(Users, 6),
            embed_item = nn.Embedding(Items, 6),
            embed_user_mean = nn.Embedding(Users, 1),
            embed_item_mean = nn.Embedding(Items, 1);
        private readonly Parameter bias = new(zeros(1));

        public Factors()
            : base("factors") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var (user, item) = (x.select(1, 0), x.select(1, 1));
            var both = 0.3 * (embed_user.call(user) * embed_item.call(item)).sum(1);
            return both + embed_user_mean.call(user).squeeze(1) + embed_item_mean.call(item).squeeze(1) + bias;
        }
    }
}

public sealed class RatingsEmbedding() : Fault(Ratings.Net, "embedding", "init", Mutation.Weights(40).Apply, Cause.Initialization);

public sealed class RatingsSlow() : Fault(Ratings.Net, "slow", "slow", Mutation.Rate(1e-4).Apply, Cause.RateTooSmall);

public sealed class RatingsRate() : Fault(Ratings.Net, "rate", "rate", Optimizer(it => Optimizers.SGD(it, 300)), Cause.RateTooLarge);
