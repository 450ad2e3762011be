// A rule of one's own: it sees numbers, returns a verdict, and remembers what it must as text. Here: no step while the loss is more
// than twice what it was at its best, unless that goes on for long.
//
//   dotnet run --project samples/own-rule

using Ballast;
using OwnRule;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
random.manual_seed(1);
using var model = nn.Sequential(("in", nn.Linear(10, 32)), ("act", nn.Tanh()), ("out", nn.Linear(32, 1)));
using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.01);
using var sink = Sinks.From(record =>
{
    if (record.Verdict.Kind == VerdictKind.Skip)
        Console.WriteLine($"step {record.Step, 3}: {record.Verdict.Reason}");
});
using var guard = StepGuard.For(
    model,
    optimizer,
    GuardOptions.Auto with
    {
        Rules = [new FarFromBest(), .. GuardOptions.Auto.Rules],
        Sinks = [sink],
    }
);
for (var step = 0; step < 300; step++)
{
    using var scope = NewDisposeScope();
    var x = randn(64, 10);
    var y = x.select(1, 0).sign().unsqueeze(1);
    if (step is 150 or 200)
        y = y.neg(); // the labels of a batch were swapped
    optimizer.zero_grad();
    var loss = nn.functional.mse_loss(model.call(x), y);
    loss.backward();
    guard.Step(loss);
    if (step % 100 == 99)
        Console.WriteLine($"step {step, 3}: loss {loss.item<float>():f3}");
}
