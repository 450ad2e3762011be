using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RecurrentEcho() : EchoScenario(new(Length: 30, Delay: 3))
{
    public override string Name => "rnn_echo";

    public override string Kind => "recurrent, init too large";

    public override string WhatExplodes => "A ReLU recurrence of gain 2.2: state and gradient grow at each of 30 steps.";

    public override double Oracle => 3.807e-05;

    public override Trial BuildSane(int seed) => Build(seed, weights => Net(x => x.relu(), 1.2, weights));

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => Net(x => x.relu(), 2.2, weights);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9);
}
