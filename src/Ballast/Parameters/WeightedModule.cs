using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A leaf that maps one tensor to one by a weight of at least two dimensions: Linear, Conv, Embedding, and users' own of that kind.
/// </summary>
internal sealed record WeightedModule(string Name, nn.Module<Tensor, Tensor> Module, Parameter Weight, Parameter? Bias)
{
    /// <summary>True for an embedding: its input is an index, so nothing grows through it.</summary>
    public bool IsLookup => Module is Embedding;

    /// <summary>All of a model's, each once, in the order of registration.</summary>
    public static WeightedModule[] Of(nn.Module model) =>
        [
            .. (
                from pair in model.named_modules().Prepend((name: "model", module: model))
                let module = pair.module as nn.Module<Tensor, Tensor>
                where module is not null && module.children().All(child => child is RandomState)
                let own = module.named_parameters(recurse: false).ToDictionary(p => p.name, p => p.parameter)
                let weight = own.GetValueOrDefault("weight")
                where weight is not null && weight.ndim >= 2
                select new WeightedModule(pair.name, module, weight, own.GetValueOrDefault("bias"))
            ).DistinctBy(found => found.Module), // one that stands in two places is still one
        ];

    /// <summary>Divides weight and bias, so that the output is divided.</summary>
    public void DivideBy(double factor)
    {
        using var off = no_grad();
        Weight.Shrink(factor);
        Bias?.Shrink(factor);
    }

    /// <summary>Multiplies each row of weight and bias, so that each column of the output is multiplied.</summary>
    public void MultiplyRows(double[] factors)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var rows = tensor(factors).to(Weight.dtype).to(Weight.device);
        Weight.mul_(rows.unsqueeze(1));
        Bias?.mul_(rows);
    }
}
