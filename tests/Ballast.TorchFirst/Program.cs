using Ballast;
using static TorchSharp.torch;

// torch before any type of Ballast, as in a program that makes its data first, unless it is asked for the other order; TorchFirstTests
// starts it
if (args.Length > 0)
    NativeMend.Ensure();
set_num_threads(1);
Train();

static void Train()
{
    using var model = nn.Linear(4, 2);
    using var optimizer = Optimizers.AdamW(model.parameters(), lr: 1e-3);
    using var guard = StepGuard.For(model, optimizer);
    Console.WriteLine("ok");
}
