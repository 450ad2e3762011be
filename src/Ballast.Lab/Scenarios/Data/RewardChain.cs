using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A walk over a ring of 12 states that goes on with probability 0.8 and back otherwise, and is paid by the state it leaves. A state is
/// seen as 8 features, not all of them independent. What it is worth follows from the discount of 0.95.
/// </summary>
internal static class RewardChain
{
    public const int Features = 8;
    public const double Discount = 0.95;
    private const int States = 12;
    private const double Onward = 0.8;
    private const ulong TaskSeed = 210;

    private static readonly Lazy<(Tensor Features, Tensor Rewards, Tensor Values)> s_chain = new(Make);

    /// <summary>Every state twice [12, 2, 8], and its true value [12, 2].</summary>
    public static (Tensor X, Tensor Y) Clean() =>
        (stack([s_chain.Value.Features, s_chain.Value.Features], 1), stack([s_chain.Value.Values, s_chain.Value.Values], 1));

    /// <summary>States and their successors [n, 2, 8]; the rewards between them [n, 1].</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var state = randint(States, [count], generator: generator).to(ScalarType.Int64);
        var move = rand([count], generator: generator).IsBelow(Onward).to(ScalarType.Int64).Scale(2).Subtract(1);
        var next = state.Plus(move).Modulo(States);
        return (stack([s_chain.Value.Features[state], s_chain.Value.Features[next]], 1), s_chain.Value.Rewards[state].unsqueeze(1));
    }

    // rewards such that the values have variance 1 and mean 0
    private static (Tensor, Tensor, Tensor) Make()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(TaskSeed);
        var features = randn([States, Features], generator: generator);
        var step = eye(States).roll(1, 1).Times(Onward).Plus(eye(States).roll(-1, 1).Times(1 - Onward));
        var rewards = randn([States, 1], generator: generator);
        rewards = rewards - rewards.mean();
        var values = linalg.inv(eye(States) - step.Times(Discount)).matmul(rewards);
        var std = values.std(unbiased: false);
        return (
            features.DetachFromDisposeScope(),
            (rewards / std).squeeze(1).DetachFromDisposeScope(),
            (values / std).squeeze(1).DetachFromDisposeScope()
        );
    }
}
