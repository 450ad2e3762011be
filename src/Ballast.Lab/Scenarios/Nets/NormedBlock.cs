using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Pre-activation residual blocks of two 3 x 3 convolutions with batch norm.</summary>
internal static class NormedBlock
{
    /// <summary><paramref name="depth"/> such blocks, and a norm and ReLU behind them.</summary>
    public static IEnumerable<nn.Module<Tensor, Tensor>> Stack(int depth, int channels, Generator weights) =>
        [.. Enumerable.Range(0, depth).Select(_ => Block(channels, weights)), BatchNorms.Over2d(channels), nn.ReLU()];

    private static Residual Block(int channels, Generator weights) =>
        new(
            nn.Sequential(
                ("norm1", BatchNorms.Over2d(channels)),
                ("relu1", nn.ReLU()),
                ("conv1", Layers.Conv(channels, channels, Layers.He, weights)),
                ("norm2", BatchNorms.Over2d(channels)),
                ("relu2", nn.ReLU()),
                ("conv2", Layers.Conv(channels, channels, Layers.He, weights))
            )
        );
}
