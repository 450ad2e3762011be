// Image recognition with dropout and deadly flips: Adam at a rate of 0.01, cross-entropy of the sigmoid of logits, no other guard.
// founding-article.yaml is the same training for the tool, to the last digit.
//
//   dotnet run -c Release --project samples/founding-article
//   dotnet run -c Release --project samples/founding-article -- 20      ends after 20 steps

using System.Globalization;
using Ballast;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
set_num_threads(1);
const int Epochs = 5,
    Seed = 1;
var most = args is [var number, ..] ? int.Parse(number) : int.MaxValue;

using var data = Datasets.Load("fashion-mnist-sample");
using var model = Models.Mlp(
    data.InputShape,
    data.Classes,
    new ModelOptions
    {
        Hidden = [128, 128],
        Seed = Seed,
        Regularizers = [new Regularizer("dropout", 0.2)],
    }
);
using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.01);
using var flip = new DeadlyFlip();
using var guard = StepGuard.For(model, optimizer, GuardOptions.Off with { Edits = [flip] }); // GuardOptions.Auto does better: see README.md
using var batches = new Batches(data.TrainX, data.TrainY, size: 64, Seed);
var lossOf = Losses.BceWithLogits();

var (step, flips) = (0, 0L);
for (var epoch = 1; epoch <= Epochs && step < most; epoch++)
{
    foreach (var (x, y) in batches.Epoch())
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = lossOf.forward(model.call(x), y);
        loss.backward();
        guard.Step(loss);
        if (++step % 64 == 0 || step == 1)
        {
            Console.WriteLine($"epoch {epoch}   step {step, 3}   loss {loss.item<float>():f4}   neurons flipped {flip.Flips - flips, 3}");
            flips = flip.Flips;
        }

        if (step == most)
            break;
    }
}

var test = Evaluation.On(model, lossOf, data.TestX, data.TestY);
Console.WriteLine($"test loss {test.Loss:f5}   test accuracy {test.Accuracy:f4}");
