using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

internal sealed class BlobTask(double noise) : SyntheticTask
{
    private const double Radius = 3;

    public override string Name => "blob";

    public override int Classes => 3;

    public override Samples Draw(int count, Generator generator)
    {
        var label = randint(Classes, [count], generator: generator).to(ScalarType.Int64);
        var angle = label.to(ScalarType.Float32).Times(2 * Math.PI / Classes);
        return new(stack([angle.cos(), angle.sin()], 1).Times(Radius).Plus(randn([count, 2], generator: generator).Times(noise)), label);
    }
}
