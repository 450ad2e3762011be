using Ballast;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>How often something happens, by the likelihood of Poisson.</summary>
public static class Counts
{
    public static Network Net { get; } =
        new(
            "counts",
            400,
            0,
            seed => Train(seed, () => nn.Tanh()),
            (output, target) => Network.Explained(output.exp().sqrt(), target.sqrt())
        );

    public static Trial Train(int seed, Func<nn.Module<Tensor, Tensor>> activation) =>
        Network.Train(
            seed,
            Network.Mlp(8, 48, 1, activation),
            it => Optimizers.Adam(it, 3e-3),
            (count, generator) => Rows(count, generator) is var (x, rate) ? (x, poisson(rate, generator)) : default,
            Likelihood,
            clean: Rows
        );

    public static Tensor Likelihood(Tensor output, Tensor target) => (output.exp() - (target * output)).mean();

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var x = randn([count, 8], generator: generator);
        var rate = (1 + (0.5 * x.select(1, 0)) - (0.4 * x.select(1, 1) * x.select(1, 2))).clamp(max: 4).exp();
        return (x, rate.unsqueeze(1));
    }
}

/// <summary>An activation that nobody should use.</summary>
public sealed class Exponential() : nn.Module<Tensor, Tensor>("exponential")
{
    public override Tensor forward(Tensor x) => x.exp();
}

public sealed class CountsThousands() : Fault(Counts.Net, "thousands", "scale", Mutation.Targets(1000).Apply, Cause.TargetScale);

public sealed class CountsSign() : Fault(Counts.Net, "sign", "direction", Loss((o, y) => -Counts.Likelihood(o, y)), Cause.Direction);

public sealed class CountsExponential() : Fault(Counts.Net, "exponential", "exploding", trial => trial, Cause.Activation)
{
    public override Trial Build(int seed) => Counts.Train(seed, () => new Exponential());
}
