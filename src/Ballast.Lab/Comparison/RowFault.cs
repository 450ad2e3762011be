using TorchSharp;
using TorchSharp.Modules;

namespace Ballast.Lab;

/// <summary>A fault within the update: every so many steps one row of one weight matrix comes out many times too large.</summary>
internal sealed class RowFault(int seed, int every, double factor)
{
    private readonly Random _random = new(seed);
    private int _step;

    /// <summary>Strikes what the optimizer has just stepped, where it is time to.</summary>
    public void Strike(IReadOnlyList<Parameter> parameters)
    {
        if (++_step % every != 0)
            return;
        Parameter[] matrices = [.. parameters.Where(parameter => parameter.ndim >= 2)];
        var weight = matrices[_random.Next(matrices.Length)];
        var row = _random.Next((int)weight.shape[0]);
        using Scalar by = factor;
        weight.select(0, row).mul_(by);
    }
}
