using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CurriculumJump : SetupScenario
{
    private const int Easy = 30;
    private static readonly VectorTask s_task = new(16, 4, 381);

    public override string Name => "curriculum_jump";

    public override string Kind => "first batches easy, later ones large, SGD, rate too high";

    public override string WhatExplodes =>
        "The first thirty batches are of small signals, a hundredth of the later ones: what looks right at the start explodes then.";

    public override int Steps => 400;

    public override double Trivial => 1;

    public override double Oracle => 0.0181;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [16, 64, 64, 4], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), sane ? 0.05 : 0.5, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (index, generator) => Scaled(s_task.Draw(64, generator), index < Easy && !sane ? 0.01 : 1),
            Clean = s_task.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Scaled((Tensor X, Tensor Y) batch, double scale) => (batch.X.Times(scale), batch.Y.Times(scale));
}
