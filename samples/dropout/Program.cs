// The dropout family on few samples: what each is worth against learning them by heart.
//
//   dotnet run -c Release --project samples/dropout

using Ballast;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
set_num_threads(1);
using var data = Datasets.Load("fashion-mnist-sample");
using var x = data.TrainX.narrow(0, 0, 500).clone();
using var y = data.TrainY.narrow(0, 0, 500).clone();
(string Name, double Rate)[] family = [("none", 0), ("dropout", 0.3), ("gaussian-dropout", 0.3), ("drop-connect", 0.3)];
foreach (var (name, rate) in family)
{
    using var model = Models.Mlp(
        data.InputShape,
        data.Classes,
        new ModelOptions
        {
            Hidden = [128, 128],
            Seed = 1,
            Regularizers = rate > 0 ? [new Regularizer(name, rate)] : [],
        }
    );
    using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.001);
    using var batches = new Batches(x, y, size: 50, seed: 1);
    var trainer = new Trainer
    {
        Model = model,
        Optimizer = optimizer,
        Loss = Losses.CrossEntropy(),
    };
    trainer.Fit(batches, () => Evaluation.On(model, Losses.CrossEntropy(), x, y), epochs: 30);
    var (seen, unseen) = (
        Evaluation.On(model, Losses.CrossEntropy(), x, y),
        Evaluation.On(model, Losses.CrossEntropy(), data.TestX, data.TestY)
    );
    Console.WriteLine($"{name, -16} seen {seen.Accuracy:p1}   unseen {unseen.Accuracy:p1}, loss {unseen.Loss:f3}");
}
