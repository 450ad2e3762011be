using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class CollectiveRecurrence : AddingTask
{
    public override string Name => "collective-recurrence";

    public override string Kind => "ReLU recurrence of the identity, SGD, learning rate 0.02";

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => new RnnNet(nn.NonLinearities.ReLU, eye(40), 0.01, weights);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.02);
}
