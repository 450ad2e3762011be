using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>All 60,000 training images of Fashion-MNIST at their 784 pixels, and the first 2,000 test images.</summary>
internal static class AllFashion
{
    public const int Side = 28,
        Pixels = Side * Side,
        Classes = 10;
    private const int CleanPoints = 2000;

    private static readonly Lazy<(Tensor TrainX, Tensor TrainY, Tensor TestX, Tensor TestY)> s_images = new(Load);

    /// <summary>Test images [2000, 1, 28, 28] and their labels.</summary>
    public static (Tensor X, Tensor Y) Clean() => (s_images.Value.TestX, s_images.Value.TestY);

    /// <summary>Standardised training images [n, 1, 28, 28], drawn with replacement, and their labels.</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var images = s_images.Value;
        var picked = randint(images.TrainX.shape[0], [count], generator: generator).to(ScalarType.Int64);
        return (images.TrainX[picked], images.TrainY[picked]);
    }

    public static Tensor Loss(Tensor output, Tensor labels) => nn.functional.cross_entropy(output, labels);

    private static (Tensor, Tensor, Tensor, Tensor) Load()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var data = Datasets.Load("fashion-mnist");
        return (Images(data.TrainX), Keep(data.TrainY.clone()), Images(Some(data.TestX)), Keep(Some(data.TestY).clone()));
    }

    private static Tensor Some(Tensor held) => held.narrow(0, 0, CleanPoints);

    private static Tensor Images(Tensor x) => Keep(x.reshape(-1, 1, Side, Side).clone());

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
}
