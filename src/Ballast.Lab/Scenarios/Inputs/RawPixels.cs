using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RawPixels : FashionScenario
{
    public override string Name => "raw_pixels";

    public override string Kind => "inputs not normalised";

    public override string WhatExplodes =>
        "Pixels from 0 to 255 go in as they are: activations are 100 times what the initialisation is made for.";

    public override double Oracle => 0.4606;

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9);

    public override Trial BuildSane(int seed) => Build(seed, Model, SmallFashion.Standardise);

    protected override Tensor Inputs(Tensor raw) => raw.clone();
}
