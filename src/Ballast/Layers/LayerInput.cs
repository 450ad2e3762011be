using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What a layer is built for.</summary>
/// <param name="Sample">Two samples of zeros as they arrive at the layer: float32, or int64 where they are symbols.</param>
/// <param name="Task">What the whole model is built for.</param>
/// <param name="Init">How weights start where the layer itself does not say; null for what suits each type of layer.</param>
/// <param name="Weights">The source of all randomness.</param>
internal sealed record LayerInput(Tensor Sample, ModelTask Task, Initialization? Init, Generator Weights)
{
    /// <summary>Which steps of symbols are real, or null where all are.</summary>
    public RealSteps? Real { get; init; }

    /// <summary>What there is room for; one for the whole model.</summary>
    public LayerRoom Room { get; } = new();

    /// <summary>Of one sample, without the batch dimension.</summary>
    public long[] Shape => Sample.shape[1..];

    /// <summary>Whether whole numbers arrive that stand for symbols.</summary>
    public bool IsSymbols => Sample.dtype == ScalarType.Int64;
}
