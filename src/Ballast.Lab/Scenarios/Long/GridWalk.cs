using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Steps on a grid of 8 x 8 whose edges are joined: of four actions the chosen one is done with probability 0.9, any of the four else; the
/// field that is left pays. A field is seen as 64 random features; what every action is worth follows from the discount of 0.9.
/// </summary>
internal static class GridWalk
{
    public const int Features = 64,
        Actions = 4;
    private const int Side = 8,
        Fields = Side * Side,
        Iterations = 300;
    private const double Discount = 0.9,
        Done = 0.9;
    private const ulong TaskSeed = 441;

    private static readonly Lazy<(Tensor Features, Tensor Rewards, Tensor Next, Tensor Values)> s_grid = new(Make);

    /// <summary>Every field [64, 64], and what its four actions are truly worth [64, 4].</summary>
    public static (Tensor X, Tensor Y) Clean() => (s_grid.Value.Features, s_grid.Value.Values);

    /// <summary>Fields [n, 64]; what was done there, what it paid and the features of the field it led to [n, 2 + 64].</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var grid = s_grid.Value;
        var field = Pick(Fields);
        var chosen = Pick(Actions);
        var happens = where(rand([count], generator: generator).IsBelow(Done), chosen, Pick(Actions));
        var walk = cat(
            [chosen.to(ScalarType.Float32).unsqueeze(1), grid.Rewards[field].unsqueeze(1), grid.Features[grid.Next[happens, field]]],
            1
        );
        return (grid.Features[field], walk);

        Tensor Pick(int below) => randint(below, [count], generator: generator).to(ScalarType.Int64);
    }

    /// <summary>The squared difference of values.</summary>
    public static Tensor Difference(Tensor values, Tensor truth) => nn.functional.mse_loss(values, truth);

    /// <summary>The squared difference to what was paid and the best that the target net sees next.</summary>
    public static Tensor Loss(Tensor values, Tensor walk, nn.Module<Tensor, Tensor> target)
    {
        Tensor goal;
        using (no_grad())
            goal = walk.select(1, 1).Plus(target.call(walk.narrow(1, 2, Features)).amax([1]).Times(Discount));
        return nn.functional.mse_loss(values.gather(1, walk.narrow(1, 0, 1).to(ScalarType.Int64)).squeeze(1), goal);
    }

    // rewards such that the values have mean 0 and variance 1
    private static (Tensor, Tensor, Tensor, Tensor) Make()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(TaskSeed);
        var features = randn([Fields, Features], generator: generator);
        var rewards = randn([Fields], generator: generator);
        var place = Held.Arange(Fields).view(Side, Side);
        var next = stack([place.roll(1, 0), place.roll(-1, 0), place.roll(1, 1), place.roll(-1, 1)]).flatten(1);
        var values = Values(rewards, next);
        var (mean, std) = (values.mean(), values.std(unbiased: false));
        rewards = (rewards - mean.Times(1 - Discount)) / std; // what is added to every reward comes back 1 / (1 - discount) times
        return (Keep(features), Keep(rewards), Keep(next), Keep(Values(rewards, next)));
    }

    private static Tensor Values(Tensor rewards, Tensor next)
    {
        var values = zeros(Fields, Actions);
        for (var i = 0; i < Iterations; i++)
        {
            var led = values.amax([1])[next]; // [action, field]
            var expected = led.Times(Done).Plus(led.mean([0], keepdim: true).Times(1 - Done));
            values = rewards.unsqueeze(1).Plus(expected.t().Times(Discount));
        }

        return values;
    }

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
}
