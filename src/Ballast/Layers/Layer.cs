using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>One entry of a layer list: takes what it is told when it is made, builds its module once it is known what arrives.</summary>
internal abstract class Layer(ILayerSettings settings)
{
    /// <summary>No layer may have more parameters: 4 GB of them, before gradients and optimizer state.</summary>
    private const long MostParameters = 1_000_000_000;

    /// <summary>One of <see cref="LayerTypes.Names"/>.</summary>
    public string Type { get; } = settings.Type;

    /// <summary>Where it stands, for messages.</summary>
    public string Path { get; } = settings.Path;

    /// <summary>Whether it takes symbols; all others take numbers.</summary>
    public virtual bool TakesSymbols => false;

    /// <summary>The module, initialised; it maps float32 [n, ...] to float32 [n, ...].</summary>
    /// <exception cref="LayerException">What arrives does not fit.</exception>
    public abstract Module<Tensor, Tensor> Build(LayerInput input);

    /// <summary>The error that this layer cannot take what arrives.</summary>
    protected LayerException Misfit(LayerInput input, string problem, string next) =>
        LayerException.Given(this, input.Shape, problem, next);

    /// <summary>A sequence [steps, width].</summary>
    protected (long Steps, long Width) Sequence(LayerInput input) =>
        input.Shape is [var steps, var width]
            ? (steps, width)
            : throw Misfit(
                input,
                "it needs a sequence [steps, width].",
                "Remove the flatten before it, or choose a data set of sequences."
            );

    /// <summary>
    /// Refuses a size that no machine can train, or that this one cannot beside the layers before it, before memory is asked for.
    /// </summary>
    /// <param name="input">What arrives.</param>
    /// <param name="parameters">Values that will be trained.</param>
    /// <param name="values">Outputs for one sample, and what is as large on the way to them.</param>
    protected void CheckRoom(LayerInput input, double parameters, double values = 0)
    {
        if (parameters > MostParameters)
            throw Misfit(
                input,
                $"it would have {parameters:0.##e+0} parameters, more than {MostParameters:#,0}.",
                "Make it narrower, or put a pooling layer before it."
            );
        if (input.Room.Lack(parameters, input.Sample.shape[0] * values) is { } lack)
            throw Misfit(input, $"with it the model would need {lack}.", "Make it narrower, or put a pooling layer before it.");
    }

    /// <summary>The layer under a reparametrisation, or as it is for none.</summary>
    protected static Module<Tensor, Tensor> Reparametrized(Module<Tensor, Tensor> layer, string name) =>
        name == "none" ? layer : Reparametrizations.Create(name, layer);

    /// <summary>
    /// Fills the weights of a module of ordinary layers: as the layer says, else as the model says, else as suits the layer, which is He.
    /// </summary>
    protected static T Filled<T>(T module, Initialization? own, LayerInput input, Initialization? suited = null)
        where T : Module
    {
        (own ?? input.Init ?? suited ?? Initializations.He()).Apply(module, input.Weights);
        return module;
    }
}
