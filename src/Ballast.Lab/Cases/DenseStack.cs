using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Equal dense layers with an activation behind each, and an output layer with one of its own.</summary>
/// <param name="Depth">Hidden layers.</param>
/// <param name="Width">Units of each.</param>
/// <param name="Activation">Behind each: a name of <see cref="Activations"/>.</param>
/// <param name="Init">How their weights are drawn.</param>
/// <param name="Output">Behind the output layer; empty for nothing.</param>
internal sealed record DenseStack(int Depth, int Width, string Activation, Initialization Init, string Output)
{
    /// <summary>Begun with zero biases and an output layer by Glorot's uniform.</summary>
    public nn.Module<Tensor, Tensor> Build(int inputs, int outputs, int seed)
    {
        using var weights = new Generator((ulong)seed);
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 0; i < Depth; i++)
        {
            layers.Add(($"dense{i + 1}", nn.Linear(i == 0 ? inputs : Width, Width)));
            layers.Add(($"act{i + 1}", Activations.Create(Activation)));
        }

        var body = nn.Sequential(layers);
        Init.Apply(body, weights);
        var last = nn.Linear(Width, outputs);
        Initializations.Glorot().Apply(last, weights);
        layers.Add(("output", last));
        if (Output.Length > 0)
            layers.Add(("end", Output == "softmax" ? nn.Softmax(-1) : Activations.Create(Output)));
        return nn.Sequential(layers);
    }
}
