using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A generator of points and a critic of Wasserstein's distance whose slope is penalised (Gulrajani and others 2017), as one net with one
/// loss: every player's words reach the other's weights with sign turned or not at all.
/// </summary>
internal sealed class PenalisedPlayers : nn.Module<Tensor, Tensor>
{
    private const double Penalty = 10;
    private const int Hidden = 512;
    private readonly int _noise;
    private readonly Sequential maker,
        critic;

    public PenalisedPlayers(int noise, Generator weights)
        : base("players")
    {
        _noise = noise;
        maker = Layers.Mlp(weights, [noise, Hidden, Hidden, 2], Layers.He, lastGain: 1);
        critic = Layers.Mlp(weights, [2, Hidden, Hidden, 1], Layers.He, lastGain: 1);
        RegisterComponents();
    }

    /// <summary>What makes points.</summary>
    public nn.Module Maker => maker;

    /// <summary>What tells them from true ones.</summary>
    public nn.Module Critic => critic;

    /// <summary>
    /// True points, noise and places between the two [n, 2 + noise + 1] in. In training the losses of critic, generator and slope come out
    /// [n, 3], to be added up; else the points that are made [n, 2].
    /// </summary>
    public override Tensor forward(Tensor x)
    {
        var made = maker.call(x.narrow(1, 2, _noise));
        if (!training)
            return made;
        var (truth, fixedly) = (x.narrow(1, 0, 2), made.detach());
        var judged = critic.call(fixedly);
        // the generator's word moves the generator alone: the way through the critic's weights is taken out again
        var blamed = (critic.call(made) - judged).neg();
        return cat([judged - critic.call(truth), blamed, Slope(truth, fixedly, x.narrow(1, 2 + _noise, 1))], 1);
    }

    private Tensor Slope(Tensor truth, Tensor made, Tensor share)
    {
        using var on = enable_grad(); // also within a pass that nobody will go back
        var between = (truth * share).Plus(made * (ones_like(share) - share)).requires_grad_();
        var slope = autograd.grad([critic.call(between).sum()], [between], retain_graph: true, create_graph: true)[0];
        return slope.Squared().sum(1, keepdim: true).Plus(1e-12).sqrt().Minus(1).Squared().Times(Penalty);
    }
}
