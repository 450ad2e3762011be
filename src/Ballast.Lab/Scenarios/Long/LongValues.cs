using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LongValues(bool explodes) : LongScenario(explodes)
{
    private const int Hidden = 640;

    public override string Kind => "values of actions towards a target net that follows (DQN), Adam";

    public override int Steps => 8000;

    public override double Trivial => 1;

    protected override string Training => "long_dqn";

    protected override string Fault =>
        "The target net follows at every step instead of every 200, and SGD has a rate that would do for fixed targets: the values chase "
        + "themselves and run away.";

    protected override double Reached => 0.045;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        int[] sizes = [GridWalk.Features, Hidden, Hidden, GridWalk.Actions];
        var model = Layers.Mlp(weights, sizes, Layers.He, lastGain: 1);
        var target = Layers.Mlp(weights, sizes, Layers.He, lastGain: 1);
        var every = explodes ? 1 : 200;
        return new(seed)
        {
            Model = model,
            Optimizer = explodes ? Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9) : Optimizers.Adam(model.parameters(), 3e-4),
            Loss = GridWalk.Difference,
            LossAt = (values, walk, index) =>
            {
                if (index % every == 0)
                    Follow(target, model);
                return GridWalk.Loss(values, walk, target);
            },
            Draw = (_, generator) => GridWalk.Draw(64, generator),
            Clean = GridWalk.Clean(),
        };
    }

    private static void Follow(nn.Module target, nn.Module model)
    {
        using var off = no_grad();
        foreach (var (to, from) in target.parameters().Zip(model.parameters()))
            to.copy_(from);
    }
}
