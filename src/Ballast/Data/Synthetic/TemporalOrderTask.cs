using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

internal sealed class TemporalOrderTask(int length) : SyntheticTask
{
    private const int Telling = 2,
        Distracting = 4;

    public override string Name => "temporal-order";

    public override int Classes => Telling * Telling;

    internal override double BytesPerSample => 110.0 * length;

    public override Samples Draw(int count, Generator generator)
    {
        var symbols = Whole(Distracting, length).Plus(Telling);
        var (first, second) = (Whole(Telling, 1), Whole(Telling, 1));
        symbols.scatter_(1, Whole(length / 2, 1), first);
        symbols.scatter_(1, Whole(length - (length / 2), 1).Plus(length / 2), second);
        return new(
            nn.functional.one_hot(symbols, Telling + Distracting).to(ScalarType.Float32),
            first.Times(Telling).Plus(second).squeeze(1)
        );

        Tensor Whole(long below, long wide) => randint(below, [count, wide], generator: generator).to(ScalarType.Int64);
    }
}
