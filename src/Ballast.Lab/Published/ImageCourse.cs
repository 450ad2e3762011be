using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A plain training on small images of Fashion-MNIST, as deep networks of papers are tried here.</summary>
internal static class ImageCourse
{
    /// <summary>The test accuracy after so many steps of plain SGD.</summary>
    /// <param name="model">Takes [n, 1, 14, 14], or [n, 196] where it begins with a flatten.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="batch">Images a step.</param>
    /// <param name="steps">How many.</param>
    public static double Accuracy(nn.Module<Tensor, Tensor> model, double rate, int batch, int steps)
    {
        using var generator = new Generator(7);
        using var optimizer = Optimizers.SGD(model.parameters(), rate);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var (x, y) = SmallFashion.Draw(batch, generator);
            optimizer.zero_grad();
            nn.functional.cross_entropy(model.call(Images(x)), y).backward();
            optimizer.step();
        }

        using var off = no_grad();
        using var last = NewDisposeScope();
        var (testX, testY) = SmallFashion.Clean();
        return model.call(Images(testX)).argmax(1).eq(testY).to(ScalarType.Float64).mean().item<double>();
    }

    private static Tensor Images(Tensor x) => x.reshape(-1, 1, 14, 14);
}
