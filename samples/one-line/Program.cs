// A plain TorchSharp loop and the one changed line. The network is a deep ReLU perceptron whose weights start far too large;
// the data is a random direction to be found again. Run it with and without the guard:
//
//   dotnet run --project samples/one-line
//   dotnet run --project samples/one-line -- plain

using Ballast;
using static TorchSharp.torch;

NativeMend.Ensure();   // only needed where torch is used before anything of Ballast's, and only on older Linux systems
var guarded = args is not ["plain", ..];
random.manual_seed(1);
var layers = Enumerable.Range(0, 8).SelectMany(i => new (string, nn.Module<Tensor, Tensor>)[]
{
    ($"linear{i}", nn.Linear(i == 0 ? 10 : 32, 32)),
    ($"relu{i}", nn.ReLU()),
});
using var model = nn.Sequential([.. layers, ("head", nn.Linear(32, 1))]);
using (no_grad())
    foreach (var (name, parameter) in model.named_parameters())
        if (name.EndsWith("weight", StringComparison.Ordinal)) nn.init.kaiming_normal_(parameter).mul_(1.5.Held());

using var direction = randn(10, 1);
using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.02, momentum: 0.9);
using var guard = StepGuard.For(model, optimizer);

for (var step = 0; step <= 300; step++)
{
    using var scope = NewDisposeScope();
    var x = randn(64, 10);
    optimizer.zero_grad();
    var loss = nn.functional.mse_loss(model.call(x), x.matmul(direction));
    loss.backward();
    if (guarded) guard.Step(loss);      // was: optimizer.step();
    else optimizer.step();
    if (step % 50 == 0) Console.WriteLine($"step {step,3}   loss {loss.item<float>():g4}");
}
