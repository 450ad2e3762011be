using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class FixupDepth : PublishedResult
{
    public override string Name => "fixup-depth";

    public override string Claim =>
        "With Fixup the first gradient of a residual network without normalisation does not depend on its depth; with He's it explodes.";

    public override string Source => "Zhang, Dauphin, Ma 2019, arXiv:1901.09321";

    public override string Setting => "residual blocks of two layers of 32 units on small Fashion-MNIST, SGD 0.1, 100 steps of 128";

    public override IEnumerable<Figure> Measure()
    {
        double? shallow = null;
        foreach (var depth in new[] { 5, 20, 50 })
        {
            var (gradient, loss) = Run(depth, "fixup");
            shallow ??= gradient;
            yield return new($"first gradient over that of 5 blocks, fixup, {depth} blocks", gradient / shallow.Value, 0.9999, 1.0001);
            yield return Figure.Below("loss after 100 steps", loss, 1.2);
        }

        foreach (var depth in new[] { 20, 50 })
        {
            var (gradient, loss) = Run(depth, "plain");
            yield return Figure.Explodes($"first gradient, He, {depth} blocks", gradient, 1000);
            yield return Figure.Explodes("loss after 100 steps", loss, 2);
        }
    }

    private static (double Gradient, double Loss) Run(int depth, string branch)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var options = new ModelOptions
        {
            Blocks = "linear",
            Norm = "none",
            Width = 32,
            Depth = depth,
            Branch = branch,
        };
        var model = Models.ResNet([SmallFashion.Pixels], SmallFashion.Classes, options);
        using var optimizer = Optimizers.SGD(model.parameters(), 0.1);
        var (first, last) = (double.NaN, double.NaN);
        for (var step = 0; step < 100; step++)
        {
            using var inner = NewDisposeScope();
            var (x, y) = SmallFashion.Draw(128, generator);
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(model.call(x), y);
            loss.backward();
            if (step == 0)
                first = Math.Sqrt(
                    model.parameters().Sum(p => p.grad is { } g ? g.to(ScalarType.Float64).Squared().sum().item<double>() : 0)
                );
            last = loss.item<float>();
            if (!double.IsFinite(last))
                break;
            optimizer.step();
        }

        return (first, last);
    }
}
