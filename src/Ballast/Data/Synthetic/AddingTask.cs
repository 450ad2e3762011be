using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

internal sealed class AddingTask(int length) : SyntheticTask
{
    public override string Name => "adding";

    public override int Classes => 0;

    internal override double BytesPerSample => 40.0 * length;

    public override Samples Draw(int count, Generator generator)
    {
        var values = rand([count, length], generator: generator);
        var first = randint(length / 2, [count, 1], generator: generator).to(ScalarType.Int64);
        var second = randint(length - (length / 2), [count, 1], generator: generator).to(ScalarType.Int64).Plus(length / 2);
        var marks = zeros(count, length).scatter_(1, cat([first, second], 1), ones(count, 2));
        return new(stack([values, marks], 2), (values * marks).sum(1, keepdim: true));
    }
}
