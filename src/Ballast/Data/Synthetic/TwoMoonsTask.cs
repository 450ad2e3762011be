using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

internal sealed class TwoMoonsTask(double noise) : SyntheticTask
{
    private const double Right = 1,
        Down = 0.5; // where the second moon lies

    public override string Name => "two-moons";

    public override int Classes => 2;

    public override Samples Draw(int count, Generator generator)
    {
        var label = randint(Classes, [count], generator: generator).to(ScalarType.Int64);
        var angle = rand([count], generator: generator).Scale(Math.PI);
        var (x, y, second) = (angle.cos(), angle.sin(), label.Is(1));
        var points = stack([where(second, x.TakenFrom(Right), x), where(second, y.TakenFrom(Down), y)], 1);
        return new(points.Plus(randn([count, 2], generator: generator).Times(noise)), label);
    }
}
