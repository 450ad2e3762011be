using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnModule;

/// <summary>
/// A network that no layer list can say: every hidden unit is the largest of four linear functions (Goodfellow et al. 2013,
/// arXiv:1302.4389). Ballast asks for nothing but a constructor without parameters or with (inputs, classes); it never sees this source.
/// </summary>
public sealed class Maxout : nn.Module<Tensor, Tensor>
{
    private const int Pieces = 4,
        Width = 48;
    private readonly Linear first,
        second,
        readout;

    public Maxout(int inputs, int classes)
        : base(nameof(Maxout))
    {
        (first, second, readout) = (nn.Linear(inputs, Pieces * Width), nn.Linear(Width, Pieces * Width), nn.Linear(Width, classes));
        RegisterComponents();
    }

    // call() and not forward(): hooks fire only there, and by hooks the guard's probe sees the layers
    public override Tensor forward(Tensor x) => readout.call(Largest(second.call(Largest(first.call(x.flatten(1))))));

    private static Tensor Largest(Tensor x) => x.view(x.shape[0], Width, Pieces).amax([2L]);
}
