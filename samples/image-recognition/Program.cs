// Image recognition from end to end: train a convolutional network, evaluate it class by class, keep it, load it elsewhere, and let
// it say what is on a picture, and how sure it is.
//
//   dotnet run -c Release --project samples/image-recognition
//
// Pictures of your own: Datasets.Images("folder") with a folder for each class, or the tool: ballast train samples/own-images/shapes.yaml

using Ballast;
using TorchSharp;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
set_num_threads(2);
var weights = Path.Combine(Path.GetTempPath(), $"ballast-sample-{Environment.ProcessId}.safetensors");
using var data = Datasets.Load("fashion-mnist-sample");
using (var model = Network(data))
{
    using var optimizer = Optimizers.AdamW(model.parameters(), lr: 0.003, weight_decay: 0.01);
    using var batches = new Batches(data.TrainX, data.TrainY, size: 64, seed: 1, augmentation: new Augmentation(Crop: 2, Flip: true));
    var loss = Losses.CrossEntropy(label_smoothing: 0.1);
    var trainer = new Trainer
    {
        Model = model,
        Optimizer = optimizer,
        Loss = loss,
        Schedule = Schedules.Cosine(warmup: 10),
    };
    var summary = trainer.Fit(batches, () => Evaluation.On(model, loss, data.TestX, data.TestY), epochs: 2);
    Console.WriteLine($"{summary.Status.Name()}: test accuracy {summary.TestAccuracy:p1}");
    var result = Evaluation.On(model, loss, data.TestX, data.TestY, metrics: [Metrics.F1(), Metrics.TopK(3)]);
    foreach (var metric in result.Metrics)
        Console.WriteLine($"{metric.Name} {metric.Value:f3}");
    WeightFiles.Save(weights, model);
}

using (var model = Network(data)) // another program, another day
{
    WeightFiles.Load(weights, model);
    model.eval();
    using var scope = NewDisposeScope();
    using var quiet = no_grad();
    var shares = nn.functional.softmax(model.call(data.TestX.narrow(0, 0, 5)), 1);
    for (var i = 0; i < 5; i++)
    {
        var (share, place) = shares[i].max(0);
        var (said, right) = (data.ClassNames[(int)place.item<long>()], data.ClassNames[(int)data.TestY[i].item<long>()]);
        Console.WriteLine($"picture {i}: {said} ({share.item<float>():p0}), it is {right}");
    }
}

File.Delete(weights);

static nn.Module<Tensor, Tensor> Network(Dataset data) =>
    Models.PlainCnn(
        data.InputShape,
        data.Classes,
        new ModelOptions
        {
            Channels = [16, 32],
            Hidden = [64],
            Seed = 1,
        }
    );
