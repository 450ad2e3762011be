using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MyTraining;

/// <summary>The network: two hidden layers between the inputs and one output for each class.</summary>
public sealed class Network : nn.Module<Tensor, Tensor>
{
    private readonly Linear first,
        second,
        last;

    public Network(int inputs, int classes, int width = 64)
        : base(nameof(Network))
    {
        (first, second, last) = (nn.Linear(inputs, width), nn.Linear(width, width), nn.Linear(width, classes));
        RegisterComponents();
    }

    // call and not forward: the guard sees layers only where they are called
    public override Tensor forward(Tensor x) => last.call(second.call(first.call(x).tanh()).tanh());
}
