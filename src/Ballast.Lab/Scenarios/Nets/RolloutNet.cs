using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A state that a net moves on, x + f(x), for a number of steps.</summary>
internal sealed class RolloutNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> change;
    private readonly int _steps;

    public RolloutNet(nn.Module<Tensor, Tensor> change, int steps)
        : base("rollout")
    {
        (this.change, _steps) = (change, steps);
        RegisterComponents();
    }

    /// <summary>States [n, d] in, the states of the steps after them [n, steps, d] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var states = new Tensor[_steps];
        for (var i = 0; i < _steps; i++)
            states[i] = x = x.Plus(change.call(x));
        return stack(states, 1);
    }
}
