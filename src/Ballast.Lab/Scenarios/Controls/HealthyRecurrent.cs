using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HealthyRecurrent() : EchoScenario(new(Length: 25, Delay: 2))
{
    public override string Name => "rnn_adam";

    public override string Kind => "tanh recurrence, Adam";

    public override string WhatExplodes => "Nothing: a healthy training.";

    public override bool IsControl => true;

    public override double Oracle => double.NaN;

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => Net(x => x.tanh(), 1, weights);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 3e-3);
}
