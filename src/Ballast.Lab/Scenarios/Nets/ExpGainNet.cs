using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A ReLU perceptron of two hidden layers, each channel of which is multiplied by the exponential of a weight of its own.
/// </summary>
internal sealed class ExpGainNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear first,
        second,
        last;
    private readonly Parameter gain1,
        gain2;

    public ExpGainNet(int inputs, int hidden, double gainStd, Generator weights)
        : base("exp-gain")
    {
        (first, second, last) = (
            Layers.Linear(inputs, hidden, Layers.He, weights),
            Layers.Linear(hidden, hidden, Layers.He, weights),
            Layers.Linear(hidden, 1, 1, weights)
        );
        (gain1, gain2) = (new(Layers.Normal([hidden], gainStd, weights)), new(Layers.Normal([hidden], gainStd, weights)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => last.call(second.call(first.call(x).relu() * gain1.exp()).relu() * gain2.exp());
}
