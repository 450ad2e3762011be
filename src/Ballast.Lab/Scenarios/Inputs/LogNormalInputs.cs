using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LogNormalInputs : SetupScenario
{
    private static readonly VectorTask s_task = new(8, 1, 351);

    public override string Name => "log_normal_inputs";

    public override string Kind => "inputs of log-normal size, Adam";

    public override string WhatExplodes =>
        "Eight inputs are sizes: exp of three times a normal number, up to a hundred thousand. The target depends on their logarithms.";

    public override int Steps => 400;

    public override double Trivial => 1;

    public override double Oracle => 0.0068;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [8, 64, 64, 1], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Sizes(s_task.Draw(64, generator), sane),
            Clean = Sizes(s_task.Clean(), sane),
        };
    }

    private static (Tensor X, Tensor Y) Sizes((Tensor X, Tensor Y) batch, bool sane) => (sane ? batch.X : batch.X.Times(3).exp_(), batch.Y);
}
