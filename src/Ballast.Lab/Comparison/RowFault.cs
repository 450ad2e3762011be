using TorchSharp;
using TorchSharp.Modules;

namespace Ballast.Lab;

/// <summary>A fault within the update: every so many steps one row of one weight matrix comes out many times too large.</summary>
internal sealed class RowFault(int seed, int every, double factor) : IWeightEdit
{
    private readonly Random _random = new(seed);
    private int _step;

    public string Name => "row-fault";

    public EditMoment Moment => EditMoment.AfterUpdate;

    public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        if (++_step % every != 0)
            return null;
        Parameter[] matrices = [.. parameters.Select(pair => pair.Parameter).Where(p => p.ndim >= 2)];
        var weight = matrices[_random.Next(matrices.Length)];
        var row = _random.Next((int)weight.shape[0]);
        using Scalar by = factor;
        weight.select(0, row).mul_(by);
        return $"row {row} times {factor}";
    }
}
