using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LocalRecurrence : AddingTask
{
    private const int Hidden = 40;

    public override string Name => "local-recurrence";

    public override string Kind => "ReLU recurrence of .95 times the identity, one unit 1.25; SGD";

    protected override nn.Module<Tensor, Tensor> Model(Generator weights)
    {
        using var off = no_grad();
        var recurrent = eye(Hidden).Times(0.95f);
        recurrent[0, 0].Set(1.25f);
        return new RnnNet(nn.NonLinearities.ReLU, recurrent, 0.01, weights);
    }

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.01);
}
