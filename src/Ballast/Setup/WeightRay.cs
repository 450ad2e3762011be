using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>All matrices of a model times one factor, and what the loss is then. Holds a copy of them.</summary>
internal sealed class WeightRay : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly BatchLosses _losses;
    private readonly (Parameter Matrix, Tensor Copy)[] _matrices;

    public WeightRay(nn.Module model, BatchLosses losses)
    {
        using var off = no_grad();
        _losses = losses;
        _matrices = [.. model.parameters().Where(parameter => parameter.ndim >= 2).Select(matrix => (matrix, matrix.clone()))];
    }

    /// <summary>Sets the matrices to so much of what they were, and says what the batches lose, the smallest first.</summary>
    public double[] At(double factor)
    {
        using var off = no_grad();
        foreach (var (matrix, copy) in _matrices)
            matrix.copy_(copy).Scale(factor);
        return _losses.Sorted();
    }

    /// <summary>The middle one, since a poisoned batch does not count.</summary>
    public static double Middle(double[] losses) => losses[losses.Length / 2];

    /// <summary>What was done, in words.</summary>
    public static string Words(double factor, double before, double after) =>
        string.Create(CultureInfo.InvariantCulture, $"all matrices times {factor:g3}: the loss falls from {before:g3} to {after:g3}");

    public void Dispose() => _scope.Dispose();
}
