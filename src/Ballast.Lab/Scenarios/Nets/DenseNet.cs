using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A perceptron each of whose ReLU layers reads the sum, or the mean, of the outputs of all before it.</summary>
internal sealed class DenseNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear first,
        readout;
    private readonly ModuleList<Linear> hidden;
    private readonly bool _mean;

    public DenseNet(int inputs, int width, int depth, int outputs, bool mean, Generator weights)
        : base("dense")
    {
        first = Layers.Linear(inputs, width, Layers.He, weights);
        hidden = new([.. Enumerable.Range(0, depth).Select(_ => Layers.Linear(width, width, Layers.He, weights))]);
        readout = Layers.Linear(width, outputs, 1, weights);
        _mean = mean;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var sum = first.call(x).relu();
        for (var i = 0; i < hidden.Count; i++)
            sum = sum.Plus(hidden[i].call(_mean ? sum.Over(i + 1) : sum).relu());
        return readout.call(_mean ? sum.Over(hidden.Count + 1) : sum);
    }
}
