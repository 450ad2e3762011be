using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyLanguage : LanguageScenario
{
    public override string Name => "lm_adam";

    public override string Kind => "pre-norm transformer, Adam";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override double Oracle => double.NaN;

    public override int Steps => 250;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => new Transformer(depth: 2, pre: true, weights);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 3e-3);
}
