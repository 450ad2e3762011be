using Ballast;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>What comes of four actions, of which one was taken: the target holds its index and its return.</summary>
public static class Actions
{
    public static Network Net { get; } =
        new(
            "actions",
            400,
            0,
            seed =>
                Network.Train(
                    seed,
                    Network.Mlp(6, 64, 4, () => nn.ReLU()),
                    it => Optimizers.Adam(it, 2e-3),
                    Rows,
                    (output, target) => nn.functional.smooth_l1_loss(Taken(output, target), target.narrow(1, 1, 1))
                ),
            (output, target) => Network.Explained(Taken(output, target), target.narrow(1, 1, 1))
        );

    public static Tensor Taken(Tensor output, Tensor target) => output.gather(1, target.narrow(1, 0, 1).to(ScalarType.Int64));

    public static Trial Rich(Trial trial, double factor)
    {
        return trial with
        {
            Loss = (output, target) => nn.functional.mse_loss(Taken(output, target), target.narrow(1, 1, 1)),
            Draw = (index, generator) => Richer(trial.Draw(index, generator)),
            Clean = Richer(trial.Clean),
            Optimizer = Optimizers.SGD(trial.Model.parameters(), 0.02),
        };

        (Tensor, Tensor) Richer((Tensor X, Tensor Y) rows) => (rows.X, cat([rows.Y.narrow(1, 0, 1), factor * rows.Y.narrow(1, 1, 1)], 1));
    }

    public static Trial Broken(Trial trial) =>
        trial with
        {
            Draw = (index, generator) =>
            {
                var (x, y) = trial.Draw(index, generator);
                if (index >= 60 && index % 25 == 0)
                    y[0, 1] = double.NaN;
                return (x, y);
            },
        };

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var x = randn([count, 6], generator: generator);
        var action = randint(4, [count], generator: generator).to(ScalarType.Float32);
        var mean = (x.select(1, 0) * (action - 1.5)) + (x.select(1, 1) + action).sin();
        return (x, stack([action, mean + (0.1 * randn([count], generator: generator))], 1));
    }
}

public sealed class ActionsReturns()
    : Fault(Actions.Net, "returns", "scale", trial => Actions.Rich(trial, 1e4), Cause.TargetScale, Cause.RateTooLarge);

public sealed class ActionsBroken() : Fault(Actions.Net, "broken", "data", Actions.Broken, Cause.Data);
