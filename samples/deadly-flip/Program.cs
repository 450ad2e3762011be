// Deadly Flip: where single neurons leap about and others stand calm, they swap parameters. SGD at a rate ten times too large,
// without any guard, with flips, and with the automatic guard.
//
//   dotnet run -c Release --project samples/deadly-flip

using Ballast;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
set_num_threads(1);
using var data = Datasets.Load("fashion-mnist-sample");
using var flip = new DeadlyFlip();
var flips = new Dictionary<string, int>();
flip.Flipped += (_, it) => flips[it.Layer] = flips.GetValueOrDefault(it.Layer) + 1;
Train("no guard", GuardOptions.Off);
Train("deadly flip", GuardOptions.Off with { Edits = [flip] });
Console.WriteLine($"   {flip.Flips} flips: {string.Join(", ", flips.Select(it => $"{it.Key} {it.Value}"))}");
Train("auto", GuardOptions.Auto);

void Train(string name, GuardOptions guard)
{
    using var model = Models.Mlp(data.InputShape, data.Classes, new ModelOptions { Hidden = [128, 128], Seed = 1 });
    using var optimizer = Optimizers.SGD(model.parameters(), lr: 1, momentum: 0.9);
    using var batches = new Batches(data.TrainX, data.TrainY, size: 64, seed: 1);
    var trainer = new Trainer
    {
        Model = model,
        Optimizer = optimizer,
        Loss = Losses.CrossEntropy(),
        Guard = guard,
        Recovery = null,
    };
    var summary = trainer.Fit(batches, () => Evaluation.On(model, Losses.CrossEntropy(), data.TestX, data.TestY), epochs: 3);
    Console.WriteLine($"{name, -12} {summary.Status.Name()}, test accuracy {summary.TestAccuracy:p1}");
}
