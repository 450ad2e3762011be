using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace MyTraining.Tests;

public sealed class TrainingTests
{
    [Fact]
    public void It_learns()
    {
        random.manual_seed(1);
        var ((x, y), (testX, testY)) = (Spirals.Draw(1000, seed: 1), Spirals.Draw(500, seed: 2));
        using var model = new Network(inputs: 2, classes: 2);
        Training.Run(model, x, y, epochs: 40);
        Assert.True(Training.Accuracy(model, testX, testY) > 0.95);
    }

    /// <summary>As it would come from a bad sample or an overflow: the step is refused, and the training goes on.</summary>
    [Fact]
    public void A_broken_gradient_never_reaches_a_weight()
    {
        random.manual_seed(1);
        var (x, y) = Spirals.Draw(1000, seed: 1);
        using var model = new Network(inputs: 2, classes: 2);
        var faults = new FaultInjector(model, new Fault(FaultKind.NaN, Step: 100));
        Training.Run(model, x, y, epochs: 40, beforeStep: () => faults.Inject());
        Assert.All(model.parameters(), it => Assert.True(it.isfinite().all().item<bool>()));
        Assert.True(Training.Accuracy(model, x, y) > 0.95);
    }
}
