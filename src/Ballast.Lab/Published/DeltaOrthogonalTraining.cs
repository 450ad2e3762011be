using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class DeltaOrthogonalTraining : PublishedResult
{
    private const int Depth = 100,
        Channels = 16;

    public override string Name => "delta-orthogonal-training";

    public override string Claim => "A plain convolutional net of a hundred layers trains if it starts delta-orthogonal.";

    public override string Source => "Xiao, Bahri, Sohl-Dickstein, Schoenholz, Pennington 2018, arXiv:1806.05393";

    public override string Setting =>
        "100 convolutions of 16 channels and tanh, no shortcut, no normalisation; small Fashion-MNIST, SGD 0.01, 300 steps of 64";

    public override IEnumerable<Figure> Measure()
    {
        yield return Figure.Above("test accuracy, delta-orthogonal", Accuracy(Initializations.DeltaOrthogonal()), 0.6);
        yield return Figure.Below("test accuracy, normal weights of LeCun's scale", Accuracy(Initializations.LeCun()), 0.3);
    }

    private static double Accuracy(Initialization init)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        List<(string, nn.Module<Tensor, Tensor>)> layers =
        [
            ("first", nn.Conv2d(1, Channels, 3, stride: 2, padding: 1)),
            ("act0", nn.Tanh()),
        ];
        for (var i = 1; i < Depth; i++)
        {
            layers.Add(($"conv{i}", nn.Conv2d(Channels, Channels, 3, padding: 1)));
            layers.Add(($"act{i}", nn.Tanh()));
        }

        layers.Add(("flatten", nn.Flatten()));
        layers.Add(("readout", nn.Linear(Channels * 49, SmallFashion.Classes)));
        var model = nn.Sequential(layers);
        init.Apply(model, generator);
        return ImageCourse.Accuracy(model, 0.01, 64, 300);
    }
}
