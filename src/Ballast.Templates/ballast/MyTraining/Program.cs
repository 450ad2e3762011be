using MyTraining;
using static TorchSharp.torch;

random.manual_seed(1);
var ((x, y), (testX, testY)) = (Spirals.Draw(1000, seed: 1), Spirals.Draw(500, seed: 2));
using var model = new Network(inputs: 2, classes: 2);
Training.Run(model, x, y, epochs: 40, run: "runs/spirals");
Console.WriteLine($"test accuracy {Training.Accuracy(model, testX, testY):P1}");
