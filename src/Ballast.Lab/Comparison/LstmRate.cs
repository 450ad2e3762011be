using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LstmRate : AddingTask
{
    public override string Name => "lstm-rate";

    public override string Kind => "LSTM of 32 units, Adam, learning rate 0.5";

    protected override nn.Module<Tensor, Tensor> Model(Generator weights) => new LstmNet(2, 32, 2, weights);

    protected override optim.Optimizer Optimizer(nn.Module model) => Optimizers.Adam(model.parameters(), 0.5);
}
