using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>Sixteen numbers by two that are drawn, by a variational autoencoder; the draws come with the inputs.</summary>
public static class Latent
{
    private const int Columns = 16;
    private static readonly Tensor s_spread = Network.Fixed(2, Columns);

    public static Network Net { get; } =
        new(
            "latent",
            400,
            0,
            seed =>
                Network.Train(
                    seed,
                    new Autoencoder(),
                    it => Optimizers.Adam(it, 3e-3),
                    (count, generator) => Rows(count, generator, draws: 1),
                    (output, target) => Loss(output, target, sign: 1),
                    clean: (count, generator) => Rows(count, generator, draws: 0)
                ),
            (output, target) => Network.Explained(output.narrow(1, 0, Columns), target)
        );

    public static Tensor Loss(Tensor output, Tensor target, double sign)
    {
        var (given, mean, logarithm) = (output.narrow(1, 0, Columns), output.narrow(1, Columns, 2), output.narrow(1, Columns + 2, 2));
        var reconstruction = 10 * (given - target).pow(2).sum(1).mean();
        var divergence = (-0.5 * (1 + logarithm - mean.pow(2) - logarithm.exp())).sum(1).mean();
        return reconstruction + (sign * divergence);
    }

    public static Trial Enlarged(Trial trial, double factor)
    {
        return trial with { Draw = (index, generator) => Larger(trial.Draw(index, generator)), Clean = Larger(trial.Clean) };

        (Tensor, Tensor) Larger((Tensor X, Tensor Y) rows) =>
            (cat([factor * rows.X.narrow(1, 0, Columns), rows.X.narrow(1, Columns, 2)], 1), factor * rows.Y);
    }

    private static (Tensor, Tensor) Rows(int count, Generator generator, double draws)
    {
        var values =
            randn([count, 2], generator: generator).matmul(s_spread).tanh() + (0.1 * randn([count, Columns], generator: generator));
        return (cat([values, draws * randn([count, 2], generator: generator)], 1), values);
    }

    private sealed class Autoencoder : nn.Module<Tensor, Tensor>
    {
        private readonly Linear encode = nn.Linear(Columns, 48),
            moments = nn.Linear(48, 4),
            decode = nn.Linear(2, 48),
            end = nn.Linear(48, Columns);

        public Autoencoder()
            : base("autoencoder") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var found = moments.call(nn.functional.relu(encode.call(x.narrow(1, 0, Columns))));
            var (mean, logarithm) = (found.narrow(1, 0, 2), found.narrow(1, 2, 2));
            var drawn = mean + ((0.5 * logarithm).exp() * x.narrow(1, Columns, 2));
            return cat([end.call(nn.functional.relu(decode.call(drawn))), mean, logarithm], 1);
        }
    }
}

public sealed class LatentScale()
    : Fault(Latent.Net, "scale", "scale", trial => Latent.Enlarged(trial, 300), Cause.InputScale, Cause.TargetScale);

public sealed class LatentSign()
    : Fault(Latent.Net, "sign", "direction", Loss((o, y) => Latent.Loss(o, y, sign: -1)), Cause.Loss, Cause.Direction);
