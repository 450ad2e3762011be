using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A module that is nothing but named parameters, with gradients set by hand.</summary>
internal sealed class Holder : nn.Module
{
    public Holder(params Tensor[] values)
        : base("holder")
    {
        All = [.. values.Select(value => nn.Parameter(value))];
        for (var i = 0; i < All.Length; i++)
            register_parameter($"p{i}", All[i]);
    }

    public Parameter[] All { get; }

    /// <summary>Values that differ, reproducibly.</summary>
    public static Holder Random(int seed, ScalarType type, params long[][] shapes)
    {
        using var generator = new Generator((ulong)seed);
        return new([.. shapes.Select(shape => randn(shape, dtype: ScalarType.Float64, generator: generator).to(type))]);
    }

    public void SetGradients(int seed, double scale = 1)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        using Scalar factor = scale; // held: a temporary one can be collected while libtorch reads it
        foreach (var p in All)
            SetGradient(p, randn(p.shape, dtype: ScalarType.Float64, generator: generator).mul(factor));
    }

    public static void SetGradient(Parameter parameter, Tensor gradient)
    {
        using var off = no_grad();
        if (parameter.grad is { } present)
            present.copy_(gradient);
        else
            parameter.grad = gradient.to(parameter.dtype);
    }

    public double[][] Weights() => [.. All.Select(Values)];

    public static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var wide = tensor.detach().to(ScalarType.Float64).contiguous();
        return wide.data<double>().ToArray();
    }

    public static double[] Gradient(Parameter parameter) => Values(parameter.grad!);
}
