using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

internal sealed class EchoTask(int length, int delay) : SyntheticTask
{
    private const int Symbols = 4;

    public override string Name => "echo";

    public override int Classes => Symbols;

    internal override double BytesPerSample => 100.0 * length;

    public override Samples Draw(int count, Generator generator)
    {
        var symbols = randint(Symbols, [count, length], generator: generator).to(ScalarType.Int64);
        var echo = cat([zeros(count, delay, ScalarType.Int64), symbols.narrow(1, 0, length - delay)], 1);
        return new(nn.functional.one_hot(symbols, Symbols).to(ScalarType.Float32), echo);
    }
}
