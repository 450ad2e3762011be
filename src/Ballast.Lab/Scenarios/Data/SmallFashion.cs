using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>8,192 training and 1,000 test images of Fashion-MNIST, pooled 2 x 2 to 196 pixels.</summary>
internal static class SmallFashion
{
    public const int Pixels = 196,
        Classes = 10;
    private const double Mean = 0.2860,
        Std = 0.3530,
        White = 255;

    private static readonly Lazy<(Tensor TrainX, Tensor TrainY, Tensor TestX, Tensor TestY)> s_raw = new(Load);

    /// <summary>Training pixels from 0 to 255 and their labels.</summary>
    public static (Tensor X, Tensor Y) Train => (s_raw.Value.TrainX, s_raw.Value.TrainY);

    /// <summary>Test pixels from 0 to 255 and their labels.</summary>
    public static (Tensor X, Tensor Y) Test => (s_raw.Value.TestX, s_raw.Value.TestY);

    /// <summary>Pixels of about mean 0 and standard deviation 1.</summary>
    public static Tensor Standardise(Tensor raw) => raw.Over(White).Subtract(Mean).Shrink(Std);

    /// <summary>Standardised training images, drawn with replacement.</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var picked = randint(Train.X.shape[0], [count], generator: generator).to(ScalarType.Int64);
        return (Standardise(Train.X[picked]), Train.Y[picked]);
    }

    /// <summary>Standardised test images.</summary>
    public static (Tensor X, Tensor Y) Clean() => (Standardise(Test.X), Test.Y);

    /// <summary>Undoes <see cref="Standardise"/>.</summary>
    public static Tensor Raw(Tensor standardised) => standardised.Times(Std).Add(Mean).Scale(White);

    private static (Tensor, Tensor, Tensor, Tensor) Load()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var data = Datasets.Load("fashion-mnist-sample", normalize: Normalization.None);
        return (Pool(data.TrainX), Keep(data.TrainY.clone()), Pool(data.TestX), Keep(data.TestY.clone()));
    }

    private static Tensor Pool(Tensor images) => Keep(nn.functional.avg_pool2d(images, 2).flatten(1));

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
}
