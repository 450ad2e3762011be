using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PendulumRollout : SetupScenario
{
    private const int Moves = 25;
    private const double Dt = 0.15,
        Friction = 0.1;
    private const ulong CleanSeed = 321;

    public override string Name => "pendulum_rollout";

    public override string Kind => "learnt simulator, trained through its own rollout";

    public override string WhatExplodes =>
        "A net with the usual initialisation moves a pendulum on for 25 steps: each may double the state, and the loss sees them all.";

    public override int Steps => 250;

    public override double Trivial => 1.411;

    public override double Oracle => 0.1495;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new RolloutNet(
            Layers.Mlp(weights, [2, 32, 32, 2], Layers.He, lastGain: sane ? 0.03 : 1, activation: () => Activations.Create("elu")),
            Moves
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.005, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(500, clean),
        };
    }

    // angle and angular velocity of a pendulum with some friction, by semi-implicit steps
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var start = rand([count, 2], generator: generator).Scale(4).Subtract(2);
        var (angle, speed) = (start.select(1, 0), start.select(1, 1));
        var states = new Tensor[Moves];
        for (var i = 0; i < Moves; i++)
        {
            speed = speed - angle.sin().Plus(speed.Times(Friction)).Times(Dt);
            angle = angle.Plus(speed.Times(Dt));
            states[i] = stack([angle, speed], 1);
        }

        return (start, stack(states, 1));
    }
}
