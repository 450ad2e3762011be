// Going back: something destroys a weight between two steps, as a faulty memory or code beside the training would. With recovery the
// guard goes back to a snapshot that proved healthy and takes the same steps again: it ends at the very numbers of the undisturbed
// training.
//
//   dotnet run --project samples/rollback

using Ballast;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
set_num_threads(1);
var undisturbed = Train("undisturbed", strikeAt: -1);
var struck = Train("struck", strikeAt: 300);
Console.WriteLine(undisturbed == struck ? "the same to the last bit" : "they differ");

static float Train(string name, int strikeAt)
{
    random.manual_seed(1);
    using var x = randn(2000, 8);
    using var y = x.select(1, 0).mul(x.select(1, 1)).gt(0.Held()).to(ScalarType.Int64);
    using var batches = new Batches(x, y, size: 50, seed: 1);
    using var model = nn.Sequential(("in", nn.Linear(8, 64)), ("act", nn.ReLU()), ("out", nn.Linear(64, 2)));
    using var optimizer = Optimizers.AdamW(model.parameters(), lr: 0.003);
    using var sink = Sinks.From(record =>
    {
        if (record.ReturnedTo is { } step)
            Console.WriteLine($"{name}: step {record.Step}, back to step {step}: {record.Verdict.Reason}");
    });
    using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Recovery = new RecoveryOptions(), Sinks = [sink] });
    guard.Recover([batches], () => batches.Next((input, target) => cross_entropy(model.call(input), target)));
    var (taken, last) = (0, 0f);
    while (batches.Position.Epoch < 12)
        foreach (var (input, target) in batches.Epoch())
        {
            using var scope = NewDisposeScope();
            if (taken++ == strikeAt)
                using (no_grad())
                    model.parameters().First()[0].fill_(double.NaN.Held());
            optimizer.zero_grad();
            var loss = cross_entropy(model.call(input), target);
            loss.backward();
            guard.Step(loss);
            last = loss.item<float>();
        }

    Console.WriteLine($"{name}: loss {last:r}");
    return last;
}
