using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class TanhRecurrence(double radius) : AddingTask
{
    private const int Hidden = 64;

    public override string Name => FormattableString.Invariant($"tanh-recurrence-{radius}");

    public override string Kind => FormattableString.Invariant($"tanh recurrence, orthogonal times {radius}, SGD, learning rate 0.03");

    protected override nn.Module<Tensor, Tensor> Model(Generator weights)
    {
        using Scalar size = radius;
        return new RnnNet(nn.NonLinearities.Tanh, linalg.qr(randn([Hidden, Hidden], generator: weights)).Q.mul(size), 0.7, weights);
    }

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.SGD(model.parameters(), 0.03);
}
