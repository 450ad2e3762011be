using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

internal sealed class CircleTask(double noise) : SyntheticTask
{
    private const double Inner = 0.5;

    public override string Name => "circle";

    public override int Classes => 2;

    public override Samples Draw(int count, Generator generator)
    {
        var label = randint(Classes, [count], generator: generator).to(ScalarType.Int64);
        var angle = rand([count], generator: generator).Scale(2 * Math.PI);
        var points = stack([angle.cos(), angle.sin()], 1) * label.Times(1 - Inner).TakenFrom(1).to(ScalarType.Float32).unsqueeze(1);
        return new(points.Plus(randn([count, 2], generator: generator).Times(noise)), label);
    }
}
