using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Batch norms that are TorchSharp's, but for the count of batches: TorchSharp adds 1 to it by a number that it lets go of before
/// libtorch has read it (<see cref="HeldScalars"/>).
/// </summary>
internal sealed class BatchNorms : BatchNorm
{
    private readonly long[] _dimensions;

    private BatchNorms(long features, long[] dimensions, string name)
        : base(features, eps: 1e-5, momentum: 0.1, affine: true, track_running_stats: true, device: null, dtype: null, name) =>
        _dimensions = dimensions;

    /// <summary>For [n, features] and [n, features, length].</summary>
    public static BatchNorms Over1d(long features) => new(features, [2, 3], nameof(BatchNorm1d));

    /// <summary>For [n, features, rows, columns].</summary>
    public static BatchNorms Over2d(long features) => new(features, [4], nameof(BatchNorm2d));

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training)
            num_batches_tracked!.Add(1);
        return nn.functional.batch_norm(input, running_mean!, running_var!, weight, bias, training, momentum!.Value, eps);
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (!_dimensions.Contains(input.ndim))
            throw new ArgumentException($"expected {string.Join("D or ", _dimensions)}D input, but got {input.ndim}D input.");
    }
}
