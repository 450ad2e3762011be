using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class DeepResidual : FashionScenario
{
    public override string Name => "resnet60";

    public override string Kind => "deep residual net without normalisation";

    public override string WhatExplodes => "60 residual blocks, each of which doubles the variance.";

    public override double Oracle => 0.5637;

    public override int Steps => 120;

    public override Trial BuildSane(int seed) => Build(seed, weights => new ResidualNet(60, weights, branchGain: 0.1), Inputs);

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => new ResidualNet(60, weights, branchGain: Layers.He);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9);
}
