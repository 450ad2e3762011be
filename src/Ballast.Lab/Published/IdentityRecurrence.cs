using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class IdentityRecurrence : PublishedResult
{
    private const int Length = 50,
        Units = 100,
        Steps = 1500;

    public override string Name => "irnn-adding";

    public override string Claim =>
        "A ReLU recurrence that starts at the identity learns to add over distances at which a tanh recurrence learns nothing.";

    public override string Source => "Le, Jaitly, Hinton 2015, arXiv:1504.00941";

    public override string Setting =>
        "adding problem over 50 steps, 100 units, Adam 0.001, batches of 16, gradients clipped to 1, 1500 steps; saying 1 always: 0.167";

    public override IEnumerable<Figure> Measure()
    {
        yield return Figure.Below("mean squared error, IRNN", Error("relu", Initializations.Identity()), 0.03);
        yield return Figure.Above("mean squared error, tanh recurrence", Error("tanh", Initializations.Normal(0.1)), 0.14);
    }

    private static double Error(string activation, Initialization recurrent)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var task = SyntheticTasks.Adding(Length);
        var options = new ModelOptions
        {
            Width = Units,
            Activation = activation,
            RecurrentInit = recurrent,
            Init = Initializations.Normal(0.03),
        };
        var model = Models.Rnn([Length, 2], 1, options);
        using var optimizer = Optimizers.Adam(model.parameters(), 1e-3);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Rules = [Rules.ClipNorm(1)] });
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var (x, y) = task.Draw(16, generator);
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(model.call(x), y);
            loss.backward();
            guard.Step(loss);
        }

        using var off = no_grad();
        var (testX, testY) = task.Draw(1000, generator);
        return nn.functional.mse_loss(model.call(testX), testY).item<float>();
    }
}
