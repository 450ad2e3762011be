using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Collects the named layers of a zoo model, then builds and initialises it.</summary>
internal sealed class LayerList(ModelOptions options)
{
    private readonly List<(string Name, Module<Tensor, Tensor> Layer)> _layers = [];

    public LayerList Add(string name, Module<Tensor, Tensor> layer)
    {
        _layers.Add((name, layer));
        return this;
    }

    public void AddConv(int number, long from, int to)
    {
        Add($"conv{number}", Conv2d(from, AtLeastOne(to, "channels"), kernel_size: 3, padding: 1));
        Add($"act{number}", Activations.Create(options.Activation));
        Add($"pool{number}", MaxPool2d(2));
    }

    /// <summary>Hidden linear layers with activations, then the last one without; numbering of activations goes on after the convolutions.</summary>
    public void AddLinears(long from, IReadOnlyList<int> hidden, long outputs)
    {
        var acts = _layers.Count(pair => pair.Name.StartsWith("act", StringComparison.Ordinal));
        foreach (var (i, width) in hidden.Index())
        {
            Add($"linear{i + 1}", Linear(from, AtLeastOne(width, "hidden")));
            Add($"act{acts + i + 1}", Activations.Create(options.Activation));
            from = width;
        }
        Add($"linear{hidden.Count + 1}", Linear(from, AtLeastOne(outputs, "outputs")));
    }

    public LayerStack Build(string name)
    {
        var model = new LayerStack(name, _layers);
        using var generator = new Generator((ulong)options.Seed);
        options.Init.Apply(model, generator);
        return model;
    }

    private static long AtLeastOne(long width, string what) =>
        width >= 1 ? width : throw new ArgumentException($"A width of {what} is {width}; it must be at least 1.", nameof(width));
}
