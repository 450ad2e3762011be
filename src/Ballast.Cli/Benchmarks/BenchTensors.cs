using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Square matrices of random weights and gradients.</summary>
internal sealed class BenchTensors : nn.Module
{
    public BenchTensors(int parameters, int tensors)
        : base("tensors")
    {
        var side = (long)Math.Sqrt((double)parameters / tensors);
        All = [.. Enumerable.Range(0, tensors).Select(_ => nn.Parameter(randn(side, side).Scale(0.1)))];
        Count = side * side * tensors;
        for (var i = 0; i < tensors; i++)
        {
            register_parameter($"weight{i}", All[i]);
            All[i].grad = randn(side, side).Scale(0.01);
        }
    }

    public Parameter[] All { get; }

    public long Count { get; }
}
