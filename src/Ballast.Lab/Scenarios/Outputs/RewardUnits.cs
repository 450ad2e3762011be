using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RewardUnits : SetupScenario
{
    private const int Actions = 5,
        PerAction = 2;
    private const ulong CleanSeed = 381;

    public override string Name => "reward_units";

    public override string Kind => "actor and critic, rewards in cents";

    public override string WhatExplodes =>
        "Rewards of 0 or 500 go into policy gradient and squared error of the value as they are, and both share a trunk.";

    public override int Steps => 300;

    public override double Trivial => 0.788;

    public override double Oracle => 0.2018;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var reward = sane ? 1 : 500;
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, Actions + 1], Layers.He, lastGain: 0.5, activation: () =>
            Activations.Create("elu")
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.15, momentum: 0.9),
            Loss = (output, target) => Loss(output, target, reward),
            CleanLoss = (output, target) => Policy(output).exp().gather(1, Right(target)).mean().TakenFrom(1),
            Draw = (_, generator) => WithNoise(SmallFashion.Draw(128, generator), generator),
            Clean = WithNoise(SmallFashion.Clean(), clean),
        };
    }

    private static Tensor Loss(Tensor output, Tensor target, double reward)
    {
        var (log, value) = (Policy(output), output.narrow(1, Actions, 1));
        var action = log.detach().Plus(target.narrow(1, 1, Actions)).argmax(1, keepdim: true);
        var got = action.eq(Right(target)).to(ScalarType.Float32).Times(reward);
        return nn.functional.mse_loss(value, got) - (log.gather(1, action) * (got - value.detach())).mean();
    }

    private static Tensor Policy(Tensor output) => output.narrow(1, 0, Actions).log_softmax(1);

    private static Tensor Right(Tensor target) => target.narrow(1, 0, 1).to(ScalarType.Int64);

    // which of five actions is right, and the Gumbel noise that makes the largest logit a draw from the policy
    private static (Tensor X, Tensor Y) WithNoise((Tensor X, Tensor Y) batch, Generator generator)
    {
        var right = batch.Y.FloorOver(PerAction).to(ScalarType.Float32).unsqueeze(1);
        var noise = rand([batch.Y.shape[0], Actions], generator: generator).Clamp(1e-7, 1 - 1e-7).log_().neg_().log_().neg_();
        return (batch.X, cat([right, noise], 1));
    }
}
