using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A perceptron with two heads: one value from the first, two from the second.</summary>
internal sealed class HouseNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential trunk;
    private readonly Linear one,
        two;

    public HouseNet(int inputs, int hidden, Generator weights)
        : base("house")
    {
        trunk = Layers.Mlp(weights, [inputs, hidden, hidden], Layers.He);
        (one, two) = (Layers.Linear(hidden, 1, 1, weights), Layers.Linear(hidden, 2, 1, weights));
        RegisterComponents();
    }

    /// <summary>[n, inputs] in, [n, 3] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var hidden = nn.functional.relu(trunk.call(x));
        return cat([two.call(hidden), one.call(hidden)], 1);
    }
}
