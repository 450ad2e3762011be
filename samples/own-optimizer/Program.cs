// An optimizer that the library does not have: AdaBelief.cs is all of it. The engine makes a fused kernel of the rule, with the
// guard's scales and cap inside, parameter groups, bfloat16 weights and saved state.
//
//   dotnet run --project samples/own-optimizer

using Ballast;
using static TorchSharp.torch;

NativeMend.Ensure();   // only needed where torch is used before anything of Ballast's, and only on older Linux systems
random.manual_seed(1);
using var model = nn.Sequential(("linear1", nn.Linear(10, 64)), ("relu", nn.ReLU()), ("linear2", nn.Linear(64, 1)));
using var direction = randn(10, 1);
using var optimizer = OwnOptimizers.AdaBelief(model.parameters(), lr: 0.01);
using var guard = StepGuard.For(model, optimizer);

for (var step = 0; step <= 300; step++)
{
    using var scope = NewDisposeScope();
    var x = randn(64, 10);
    optimizer.zero_grad();
    var loss = nn.functional.mse_loss(model.call(x), x.matmul(direction));
    loss.backward();
    guard.Step(loss);
    if (step % 50 == 0) Console.WriteLine($"step {step,3}   loss {loss.item<float>():g4}");
}
