using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A perceptron of sines, sin(frequency W x), that represents a signal (Sitzmann and others, 2020).</summary>
internal sealed class SirenNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential hidden;
    private readonly Linear last;

    /// <param name="sizes">Of inputs and hidden layers; one output.</param>
    /// <param name="frequency">Omega of every layer.</param>
    /// <param name="hiddenGain">Of the hidden layers but the first, whose standard deviation is gain / sqrt(fan-in).</param>
    /// <param name="weights">What they follow from.</param>
    public SirenNet(int[] sizes, double frequency, double hiddenGain, Generator weights)
        : base("siren")
    {
        hidden = nn.Sequential(
            Enumerable
                .Range(1, sizes.Length - 1)
                .SelectMany(i =>
                    new (string, nn.Module<Tensor, Tensor>)[]
                    {
                        ($"linear{i}", Layers.Linear(sizes[i - 1], sizes[i], i == 1 ? 0.5 : hiddenGain, weights)),
                        ($"sine{i}", new Elementwise(x => x.Times(frequency).sin())),
                    }
                )
        );
        last = Layers.Linear(sizes[^1], 1, 1, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => last.call(hidden.call(x));
}
