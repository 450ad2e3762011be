using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class OrthogonalDepth : PublishedResult
{
    private const int Depth = 50,
        Width = 64;

    public override string Name => "orthogonal-depth";

    public override string Claim => "A deep tanh network learns faster from orthogonal weights than from normal ones of the same scale.";

    public override string Source => "Pennington, Schoenholz, Ganguli 2017, arXiv:1711.04735";

    public override string Setting => "50 layers of 64 units, small Fashion-MNIST, SGD 0.01, 200 steps of 128";

    public override IEnumerable<Figure> Measure()
    {
        var (orthogonal, normal) = (Accuracy(Initializations.Orthogonal()), Accuracy(Initializations.LeCun()));
        yield return Figure.Above("test accuracy, orthogonal", orthogonal, 0.6);
        yield return Figure.Above("orthogonal above normal by", orthogonal - normal, 0.03);
    }

    private static double Accuracy(Initialization init)
    {
        using var scope = NewDisposeScope();
        var model = Models.Mlp(
            [1, 14, 14],
            SmallFashion.Classes,
            new ModelOptions
            {
                Hidden = [.. Enumerable.Repeat(Width, Depth - 1)],
                Activation = "tanh",
                Init = init,
            }
        );
        return ImageCourse.Accuracy(model, 0.01, 128, 200);
    }
}
