using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// The zoo: small models without normalisation layers, so that nothing but the guard keeps them from exploding. Each begins with
/// an <see cref="InputAffine"/> called <c>input</c> and gives logits, float32 [batch, outputs].
/// </summary>
public static class Models
{
    private static readonly Dictionary<string, Func<IReadOnlyList<long>, long, ModelOptions?, Module<Tensor, Tensor>>> Zoo = new()
    {
        ["mlp"] = Mlp,
        ["plain-cnn"] = PlainCnn,
    };

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Zoo.Keys;

    /// <summary>Looks a model up by name and builds it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputShape">Shape of one input without the batch dimension, as <see cref="Dataset.InputShape"/>.</param>
    /// <param name="outputs">Number of logits, as <see cref="TrainingLoss.Outputs"/>.</param>
    /// <param name="options">Widths, activation, initialisation, seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no such name (the nearest one is suggested), or the model does not fit the input.</exception>
    public static Module<Tensor, Tensor> Create(string name, IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null) =>
        Zoo.TryGetValue(name, out var create)
            ? create(inputShape, outputs, options)
            : throw Suggestion.Unknown("model", name, Names, nameof(name));

    /// <summary>
    /// A multi-layer perceptron: flattens its input, then <c>linear1</c>, activation, <c>linear2</c>, activation ... up to the last linear layer.
    /// </summary>
    /// <param name="inputShape">Shape of one input without the batch dimension.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Widths, activation, initialisation, seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The input shape, a width or the activation is impossible.</exception>
    public static Module<Tensor, Tensor> Mlp(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null)
    {
        options ??= new();
        var layers = new LayerList(options).Add("input", new InputAffine());
        layers.Add("flatten", Flatten());
        layers.AddLinears(inputShape.Aggregate(1L, (product, size) => product * size), options.Hidden ?? [128, 128], outputs);
        return layers.Build("Mlp");
    }

    /// <summary>
    /// A convolutional net: for each of the channels a 3 x 3 convolution <c>conv1</c>, <c>conv2</c> ... (padding 1), activation and 2 x 2
    /// max-pooling, then flattened into linear layers as in <see cref="Mlp"/>.
    /// </summary>
    /// <param name="inputShape">[channels, rows, columns].</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Widths, activation, initialisation, seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The input is not an image, or too small for so many poolings; a width or the activation is impossible.</exception>
    public static Module<Tensor, Tensor> PlainCnn(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null)
    {
        options ??= new();
        if (inputShape is not [var channels, var rows, var columns])
            throw new ArgumentException($"plain-cnn needs images [channels, rows, columns]; one input here is [{string.Join(", ", inputShape)}].", nameof(inputShape));
        var layers = new LayerList(options).Add("input", new InputAffine());
        foreach (var (i, width) in options.Channels.Index())
        {
            if (rows < 2 || columns < 2)
                throw new ArgumentException($"{options.Channels.Count} convolutions halve an image of {inputShape[1]} x {inputShape[2]} to nothing; give fewer channels.", nameof(options));
            layers.AddConv(i + 1, channels, width);
            (channels, rows, columns) = (width, rows / 2, columns / 2);
        }
        layers.Add("flatten", Flatten());
        layers.AddLinears(channels * rows * columns, options.Hidden ?? [128], outputs);
        return layers.Build("PlainCnn");
    }
}
