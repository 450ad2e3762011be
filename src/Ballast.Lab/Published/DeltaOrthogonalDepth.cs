using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class DeltaOrthogonalDepth : PublishedResult
{
    private const int Channels = 16,
        Size = 8;

    public override string Name => "delta-orthogonal-depth";

    public override string Claim =>
        "Ten thousand convolutions without shortcuts or normalisation keep the size of signal and gradient if they start delta-orthogonal.";

    public override string Source => "Xiao, Bahri, Sohl-Dickstein, Schoenholz, Pennington 2018, arXiv:1806.05393";

    public override string Setting =>
        "16 channels of 8 x 8, kernels of 3 x 3, linear; against normal weights of LeCun's scale at 100 layers";

    public override IEnumerable<Figure> Measure()
    {
        var (output, gradient) = Ratios(10_000, Initializations.DeltaOrthogonal());
        yield return new("size of the output over that of the input, 10,000 layers", output, 0.999, 1.001);
        yield return new("size of the first gradient over that of the last, 10,000 layers", gradient, 0.999, 1.001);
        (output, gradient) = Ratios(100, Initializations.LeCun());
        yield return Figure.Below("the same with normal weights: output, 100 layers", output, 0.1);
        yield return Figure.Below("gradient, 100 layers", gradient, 0.1);
    }

    private static (double Output, double Gradient) Ratios(int depth, Initialization init)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var x = randn([1, Channels, Size, Size], generator: generator);
        x.requires_grad_();
        Tensor y = x;
        for (var i = 0; i < depth; i++)
        {
            var layer = nn.Conv2d(Channels, Channels, 3, padding: 1, bias: false);
            init.Apply(layer, generator);
            layer.weight!.requires_grad_(false); // the gradient that is looked at is that of the input
            y = layer.call(y);
        }

        var towards = randn(y.shape, generator: generator);
        y.mul(towards).sum().backward();
        return (y.norm().item<float>() / x.norm().item<float>(), x.grad!.norm().item<float>() / towards.norm().item<float>());
    }
}
