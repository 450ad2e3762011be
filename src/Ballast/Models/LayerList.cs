using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Collects the named layers of a zoo model, then builds and initialises it.</summary>
internal sealed class LayerList(string name, ModelOptions options)
{
    private readonly List<(string Name, Module<Tensor, Tensor> Part)> _layers = [];

    /// <summary>Where the dropouts go.</summary>
    public Regularization Regularization { get; } = new(name, options);

    public LayerList Add(string name, Module<Tensor, Tensor> layer)
    {
        _layers.Add((name, layer));
        return this;
    }

    public void AddConv(int number, long from, int to)
    {
        Add($"conv{number}", Conv2d(from, AtLeastOne(to, "channels"), kernel_size: 3, padding: 1));
        Add($"act{number}", Activations.Create(options.Activation ?? "relu"));
        _layers.AddRange(Regularization.AfterActivation(number, image: true));
        Add($"pool{number}", MaxPool2d(2));
    }

    /// <summary>
    /// Hidden linear layers with activations, then the last one without; numbering of activations goes on after the convolutions.
    /// </summary>
    public void AddLinears(long from, IReadOnlyList<int> hidden, long outputs)
    {
        var acts = _layers.Count(pair => pair.Name.StartsWith("act", StringComparison.Ordinal));
        foreach (var (i, width) in hidden.Index())
        {
            Add($"linear{i + 1}", Regularization.Weighted(Linear(from, AtLeastOne(width, "hidden"))));
            Add($"act{acts + i + 1}", Activations.Create(options.Activation ?? "relu"));
            _layers.AddRange(Regularization.AfterActivation(acts + i + 1, image: false));
            from = width;
        }
        Add($"linear{hidden.Count + 1}", Linear(from, AtLeastOne(outputs, "outputs")));
    }

    /// <summary>
    /// Registers and initialises: by the options' scheme (default He) for every weight, or as <paramref name="initialise"/> does it.
    /// </summary>
    public LayerStack Build(string type, Action<LayerStack, Generator>? initialise = null)
    {
        var model = new LayerStack(type, _layers);
        using var generator = new Generator((ulong)options.Seed);
        if (initialise is null)
            (options.Init ?? Initializations.He()).Apply(model, generator);
        else
            initialise(model, generator);
        Dropouts.Seed(model, options.Seed);
        return model;
    }

    public static long AtLeastOne(long width, string what) =>
        width >= 1 ? width : throw new ArgumentException($"A width of {what} is {width}; it must be at least 1.", nameof(width));
}
