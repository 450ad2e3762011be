using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// The zoo: small models of the usual kinds. Each begins with an <see cref="InputAffine"/> called <c>input</c>, or with an embedding where
/// its inputs are symbols, and gives logits, float32 [batch, outputs], or [batch, steps, outputs] where every step is answered.
/// </summary>
public static class Models
{
    private static readonly Dictionary<string, Func<IReadOnlyList<long>, long, ModelOptions?, Module<Tensor, Tensor>>> Zoo = new()
    {
        ["mlp"] = Mlp,
        ["plain-cnn"] = PlainCnn,
        ["resnet"] = ResNet,
        ["rnn"] = Rnn,
        ["gru"] = Gru,
        ["lstm"] = Lstm,
        ["transformer"] = Transformer,
    };

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Zoo.Keys;

    /// <summary>Looks a model up by name and builds it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputShape">Shape of one input without the batch dimension, as <see cref="Dataset.InputShape"/>.</param>
    /// <param name="outputs">Number of logits, as <see cref="TrainingLoss.Outputs"/>.</param>
    /// <param name="options">Widths, activation, initialisation, seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no such name (the nearest one is suggested), or the model does not fit the
    /// input.</exception>
    public static Module<Tensor, Tensor> Create(string name, IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null) =>
        Zoo.TryGetValue(name, out var create)
            ? create(inputShape, outputs, options)
            : throw Suggestion.Unknown("model", name, Names, nameof(name));

    /// <summary>
    /// A multi-layer perceptron: flattens its input, then <c>linear1</c>, activation, <c>linear2</c>, activation ... up to the last linear
    /// layer.
    /// </summary>
    /// <param name="inputShape">Shape of one input without the batch dimension.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Hidden, Activation, Init, Regularizers, Seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The input shape, a width or the activation is impossible.</exception>
    public static Module<Tensor, Tensor> Mlp(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null)
    {
        options ??= new();
        var layers = new LayerList("mlp", options).Add("input", new InputAffine());
        layers.Add("flatten", Flatten());
        layers.AddLinears(inputShape.Aggregate(1L, (product, size) => product * size), options.Hidden ?? [128, 128], outputs);
        return layers.Build("Mlp");
    }

    /// <summary>
    /// A convolutional net without normalisation: for each of the channels a 3 x 3 convolution <c>conv1</c>, <c>conv2</c> ... (padding 1),
    /// activation and 2 x 2 max-pooling, then flattened into linear layers as in <see cref="Mlp"/>.
    /// </summary>
    /// <param name="inputShape">[channels, rows, columns].</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Channels, Hidden, Activation, Init, Regularizers, Seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The input is not an image, or too small for so many poolings; a width or the activation is
    /// impossible.</exception>
    public static Module<Tensor, Tensor> PlainCnn(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null)
    {
        options ??= new();
        if (inputShape is not [var channels, var rows, var columns])
            throw new ArgumentException(
                $"plain-cnn needs images [channels, rows, columns]; one input here is [{string.Join(", ", inputShape)}].",
                nameof(inputShape)
            );
        var layers = new LayerList("plain-cnn", options).Add("input", new InputAffine());
        foreach (var (i, width) in options.Channels.Index())
        {
            if (rows < 2 || columns < 2)
                throw new ArgumentException(
                    $"{options.Channels.Count} convolutions halve an image of {inputShape[1]} "
                        + $"x {inputShape[2]} to nothing; give fewer channels.",
                    nameof(options)
                );
            layers.AddConv(i + 1, channels, width);
            (channels, rows, columns) = (width, rows / 2, columns / 2);
        }
        layers.Add("flatten", Flatten());
        layers.AddLinears(channels * rows * columns, options.Hidden ?? [128], outputs);
        return layers.Build("PlainCnn");
    }

    /// <summary>
    /// A residual network of pre-activation blocks <c>block1</c>, <c>block2</c> ... (He et al. 2016, arXiv:1603.05027): in an image, Depth
    /// blocks of two 3 x 3 convolutions for each of the channels, halving the image from stage to stage; otherwise Depth blocks of two
    /// linear layers of Width. Without normalisation (Norm "none") every block doubles the variance, and a deep one explodes.
    /// </summary>
    /// <param name="inputShape">[channels, rows, columns] for conv blocks; any for linear ones.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Blocks, Norm, Branch, Channels, Width, Depth, Activation, Init, Regularizers, Seed; null for the
    /// defaults.</param>
    /// <exception cref="ArgumentException">The input shape, a width, a name or the activation is impossible.</exception>
    public static Module<Tensor, Tensor> ResNet(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null) =>
        new ResidualNetwork(options ?? new()).Build(inputShape, outputs);

    /// <summary>
    /// Plain recurrent layers <c>recurrent1</c>, <c>recurrent2</c> ..., h = f(A x + b + B h), and a linear readout. The weights are
    /// ordinary linear layers that are called once per step, so the guard sees every step.
    /// </summary>
    /// <param name="inputShape">[steps, width]; [channels, rows, columns], read row by row; [steps] of symbols.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Width, Depth, Activation (default tanh), Output, Symbols, Padding, Init (default LeCun), RecurrentInit,
    /// Regularizers, Seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The input is no sequence; a width, a name or the activation is impossible.</exception>
    public static Module<Tensor, Tensor> Rnn(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null)
    {
        options ??= new();
        return new SequenceModel("rnn", options).Recurrent(inputShape, outputs, (from, all, dropout, real) =>
            new Rnn(from, options.Width, Activations.Create(options.Activation ?? "tanh"), all, dropout) { Real = real }
        );
    }

    /// <summary>Gated recurrent units, otherwise as <see cref="Rnn"/>.</summary>
    /// <param name="inputShape">[steps, width]; [channels, rows, columns], read row by row; [steps] of symbols.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Width, Depth, Output, Symbols, Padding, Init (default LeCun), RecurrentInit, Regularizers, Seed; null for the
    /// defaults.</param>
    /// <exception cref="ArgumentException">The input is no sequence; a width or a name is impossible.</exception>
    public static Module<Tensor, Tensor> Gru(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null)
    {
        options ??= new();
        return new SequenceModel("gru", options).Recurrent(inputShape, outputs, (from, all, dropout, real) =>
            new Gru(from, options.Width, all, dropout) { Real = real }
        );
    }

    /// <summary>Long short-term memory with forget gates that start open, otherwise as <see cref="Rnn"/>.</summary>
    /// <param name="inputShape">[steps, width]; [channels, rows, columns], read row by row; [steps] of symbols.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Width, Depth, Output, Symbols, Padding, Init (default LeCun), RecurrentInit, Regularizers, Seed; null for the
    /// defaults.</param>
    /// <exception cref="ArgumentException">The input is no sequence; a width or a name is impossible.</exception>
    public static Module<Tensor, Tensor> Lstm(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null)
    {
        options ??= new();
        return new SequenceModel("lstm", options).Recurrent(inputShape, outputs, (from, all, dropout, real) =>
            new Lstm(from, options.Width, all, dropout) { Real = real }
        );
    }

    /// <summary>
    /// A transformer: an embedding (a linear layer for numbers) plus learned positions, blocks <c>block1</c>, <c>block2</c> ... of
    /// self-attention and a perceptron four times as wide, normalised before each branch (then once more at the end) or after each sum, and
    /// a linear readout.
    /// </summary>
    /// <param name="inputShape">[steps, width]; [channels, rows, columns], read row by row; [steps] of symbols.</param>
    /// <param name="outputs">Number of logits.</param>
    /// <param name="options">Width, Depth, Heads, NormFirst, Causal, QkNorm, SoftCap, Output, Symbols, Padding, Activation, Init (default
    /// LeCun, He before
    /// the activation), Regularizers, Seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The input is no sequence; the heads do not divide the width; a width, a name or the activation
    /// is impossible.</exception>
    public static Module<Tensor, Tensor> Transformer(IReadOnlyList<long> inputShape, long outputs, ModelOptions? options = null) =>
        new SequenceModel("transformer", options ?? new()).Transformer(inputShape, outputs);
}
