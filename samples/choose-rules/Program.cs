// Which rules act is one list. Regression where one target in thirty is a thousand times too large, under no guard, under auto, and under a
// list of one's own.
//
//   dotnet run --project samples/choose-rules

using Ballast;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
Train("no guard", GuardOptions.Off);
Train("auto", GuardOptions.Auto);
Train(
    "own list",
    new GuardOptions
    {
        Rules =
        [
            Rules.LossSpike(threshold: 6), // refuses a batch whose loss leaps out of its history
            Rules.AutoClip(quantile: 0.5), // clips to the median of past norms
            Rules.Escalate(after: 40), // and ends a training that is only refused
        ],
    }
);

static void Train(string name, GuardOptions options)
{
    random.manual_seed(1);
    using var model = nn.Sequential(("in", nn.Linear(10, 64)), ("act", nn.ReLU()), ("out", nn.Linear(64, 1)));
    using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.02, momentum: 0.9);
    var (refused, shortened) = (0, 0);
    using var sink = Sinks.From(record =>
    {
        refused += record.Verdict.Kind == VerdictKind.Skip ? 1 : 0;
        shortened += record.Verdict.Kind == VerdictKind.Rescale || record.Capped > 0 ? 1 : 0;
    });
    using var guard = StepGuard.For(model, optimizer, options with { Sinks = [sink] });
    using var direction = randn(10, 1);
    for (var step = 0; step < 600; step++)
    {
        using var scope = NewDisposeScope();
        var x = randn(64, 10);
        var y = x.matmul(direction).tanh();
        if (step > 20 && step % 30 == 0)
            y = y.mul(1000.Held());
        optimizer.zero_grad();
        var loss = nn.functional.mse_loss(model.call(x), y);
        loss.backward();
        guard.Step(loss);
    }

    using var test = NewDisposeScope();
    var inputs = randn(2000, 10);
    var error = nn.functional.mse_loss(model.call(inputs), inputs.matmul(direction).tanh()).item<float>();
    Console.WriteLine($"{name, -9} test error {error:g3}   refused {refused, 3}   shortened {shortened, 3}");
}
