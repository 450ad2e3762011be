// Fine-tuning: weights from a file, as Hugging Face or PyTorch write them, a new last layer, the first layers frozen, few samples.
//
//   dotnet run -c Release --project samples/fine-tuning

using Ballast;
using TorchSharp;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
set_num_threads(1);
var file = Path.Combine(Path.GetTempPath(), $"ballast-sample-{Environment.ProcessId}.safetensors");
using var data = Datasets.Load("fashion-mnist-sample");
Pretrain(data, file);
Console.WriteLine($"from scratch  {Train(data, weights: null):p1}");
Console.WriteLine($"fine-tuned    {Train(data, file):p1}");
File.Delete(file);

// somebody's network: it tells five kinds of clothes, from many pictures
static void Pretrain(Dataset data, string file)
{
    using var scope = NewDisposeScope();
    var kinds = data.TrainY.lt(5.Held());
    using var model = Models.Mlp(data.InputShape, 5, new ModelOptions { Hidden = [128, 64], Seed = 2 });
    using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.001);
    using var batches = new Batches(data.TrainX[kinds], data.TrainY[kinds], size: 64, seed: 1);
    var loss = Losses.CrossEntropy();
    new Trainer
    {
        Model = model,
        Optimizer = optimizer,
        Loss = loss,
    }.Fit(batches, () => Evaluation.On(model, loss, data.TrainX[kinds], data.TrainY[kinds]), epochs: 8);
    WeightFiles.Save(file, model);
}

// ours: all ten kinds, from 100 pictures
static double Train(Dataset data, string? weights)
{
    using var scope = NewDisposeScope();
    using var model = Models.Mlp(data.InputShape, data.Classes, new ModelOptions { Hidden = [128, 64], Seed = 1 });
    if (weights is not null)
    {
        var loaded = WeightFiles.Load(weights, model);
        Console.WriteLine($"{loaded.Loaded.Count} tensors fit; fresh: {string.Join(", ", loaded.Kept)}");
        foreach (var (name, parameter) in model.named_parameters().Where(it => loaded.Loaded.Contains(it.name)).Take(2))
            parameter.requires_grad_(false); // frozen: the guard passes over it
    }

    var trained = model.parameters().Where(it => it.requires_grad);
    using var optimizer = Optimizers.AdamW(trained, lr: 0.002);
    using var batches = new Batches(data.TrainX.narrow(0, 0, 100), data.TrainY.narrow(0, 0, 100), size: 20, seed: 1);
    var loss = Losses.CrossEntropy();
    var summary = new Trainer
    {
        Model = model,
        Optimizer = optimizer,
        Loss = loss,
    }.Fit(batches, () => Evaluation.On(model, loss, data.TestX, data.TestY), epochs: 20);
    return summary.TestAccuracy;
}
