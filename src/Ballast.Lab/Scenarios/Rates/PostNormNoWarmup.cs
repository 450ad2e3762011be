using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class PostNormNoWarmup : LanguageScenario
{
    public override string Name => "postln_nowarm";

    public override string Kind => "post-norm transformer without warm-up";

    public override string WhatExplodes => "Five blocks normalised after the sum, Adam at 2e-2 from the first step on.";

    public override double Oracle => 0.837;

    public override int Steps => 150;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => new Transformer(depth: 5, pre: false, weights);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 2e-2);
}
