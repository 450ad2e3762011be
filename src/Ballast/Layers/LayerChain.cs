using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Builds layers one after the other. Each is forwarded on two samples of zeros as soon as it stands, so the next one knows what arrives,
/// and what does not fit is found where it does not fit.
/// </summary>
internal static class LayerChain
{
    /// <summary>
    /// The whole model: an <see cref="InputAffine"/> where inputs are numbers, then the layers, whose output must be what the task asks
    /// for.
    /// </summary>
    /// <exception cref="LayerException">A layer does not fit what arrives, or the last one does not give what is asked for.</exception>
    public static LayerStack Model(IReadOnlyList<Layer> layers, ModelTask task, Initialization? init, long seed)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var weights = new Generator((ulong)seed);
        var sample = zeros([2, .. task.InputShape], task.Symbols is null ? ScalarType.Float32 : ScalarType.Int64);
        var first = task.Symbols is null
            ? [("input", (Module<Tensor, Tensor>)new InputAffine())]
            : Array.Empty<(string, Module<Tensor, Tensor>)>();
        var (built, output) = Build(
            layers,
            new(sample, task, init, weights) { Real = task is { Symbols: not null, Padding: { } padding } ? new(padding) : null }
        );
        CheckAnswer(layers[^1], output.shape[1..], task);
        var model = new LayerStack("Layers", [.. first, .. built]);
        Dropouts.Seed(model, seed);
        return model;
    }

    /// <summary>The layers, named by type and number, and what comes out of the last of them.</summary>
    /// <exception cref="LayerException">A layer does not fit what arrives.</exception>
    public static (IReadOnlyList<(string Name, Module<Tensor, Tensor> Layer)> Built, Tensor Output) Build(
        IReadOnlyList<Layer> layers,
        LayerInput input
    )
    {
        var built = new List<(string, Module<Tensor, Tensor>)>();
        var counts = new Dictionary<string, int>();
        foreach (var layer in layers)
        {
            var (module, output) = Build(layer, input);
            counts[layer.Type] = counts.GetValueOrDefault(layer.Type) + 1;
            built.Add(($"{layer.Type}{counts[layer.Type]}", module));
            input = input with { Sample = output };
        }

        return (built, input.Sample);
    }

    private static (Module<Tensor, Tensor> Module, Tensor Output) Build(Layer layer, LayerInput input)
    {
        if (input.IsSymbols != layer.TakesSymbols)
            throw LayerException.Given(
                layer,
                input.Shape,
                input.IsSymbols ? "these are symbols, not numbers." : "these are numbers, not symbols.",
                input.IsSymbols
                    ? "Put { type: embedding, out: 32 } first."
                    : "Only data of symbols need an embedding: remove it, or use a linear layer."
            );
        try
        {
            var module = layer.Build(input);
            MachineTest.Ensure();
            module.eval(); // zeros must not enter running statistics
            var output = module.call(input.Sample);
            module.train();
            return (module, output);
        }
        catch (Exception fault) when (fault is not LayerException)
        {
            throw LayerException.Given(
                layer,
                input.Shape,
                $"it cannot be built or run on that: {fault.Message.Split('\n')[0]}",
                "Change its sizes, or what stands before it.",
                fault
            );
        }
    }

    private static void CheckAnswer(Layer last, long[] given, ModelTask task)
    {
        if (given.AsSpan().SequenceEqual([.. task.OutputShape]))
            return;
        var next =
            given.Length > task.OutputShape.Count
                ? "Before it, put { type: flatten }, { type: global-average-pool } for images, or { type: steps } for sequences."
            : given.Length < task.OutputShape.Count
                ? "Every step is to be answered: let recurrent layers give 'output: all', and neither flatten nor pool."
            : given[^1] != task.Outputs ? "End with { type: linear, out: classes }."
            : "Keep the number of steps.";
        throw new LayerException(
            last,
            $"is the last layer and gives {LayerException.Shape(given)}, but the data and the loss need "
                + $"{LayerException.Shape(task.OutputShape)}. {next}"
        );
    }
}
