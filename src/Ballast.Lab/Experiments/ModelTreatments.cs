using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Changes to the layers.</summary>
internal static class ModelTreatments
{
    private static readonly HashSet<string> s_activations =
    [
        "ReLU",
        "Sigmoid",
        "Tanh",
        "Exp",
        "Square",
        "Softsign",
        "ELU",
        "SELU",
        "GELU",
        "SiLU",
        "Softplus",
        "LeakyReLU",
        "Hardtanh",
    ];

    /// <summary>Fresh weights: He's behind ReLUs, Glorot's else; biases 0.</summary>
    public static Treatment Init { get; } =
        new(
            "init",
            Cause.Initialization,
            (trial, seen) =>
            {
                Renew(trial, Fresh(seen));
                return trial;
            },
            seen => [$"model.init={{ name: {Fresh(seen).Name} }}"]
        );

    /// <summary>How weights begin that are made anew: He's behind ReLUs, Glorot's else.</summary>
    public static Initialization Fresh(ModelReading seen) =>
        seen.Layers.Any(layer => layer.Type.Contains("LU", StringComparison.Ordinal)) ? Initializations.He() : Initializations.Glorot();

    /// <summary>A layer norm without parameters before every activation.</summary>
    public static Treatment NormBeforeActivation { get; } =
        new(
            "norm",
            Cause.Activation,
            (trial, seen) =>
            {
                var found = Hidden(trial.Model, seen).ToArray();
                foreach (var module in found)
                    module.register_forward_pre_hook((_, input) => nn.functional.layer_norm(input, [.. input.shape.Skip(1)]));
                return found.Length > 0 ? trial : null;
            },
            _ => ["model.norm=layer"]
        );

    /// <summary>Another activation behind every hidden layer, with the initialisation that belongs to it.</summary>
    public static Treatment Activation(string name, Initialization init)
    {
        return new(
            $"activation-{name}",
            Cause.Activation,
            (trial, seen) =>
            {
                var found = Hidden(trial.Model, seen).ToArray();
                var other = Activations.Create(name);
                foreach (var module in found)
                    module.register_forward_hook((_, input, _) => other.call(input));
                if (found.Length > 0)
                    Renew(trial, init);
                return found.Length > 0 ? trial : null;
            },
            _ => [$"model.activation={name}", $"model.init={{ name: {init.Name} }}"]
        );
    }

    /// <summary>The activations that are modules of their own, but for one that makes the outputs.</summary>
    private static IEnumerable<nn.Module<Tensor, Tensor>> Hidden(nn.Module model, ModelReading seen)
    {
        var last = seen.Layers is [.., var end] ? end.Name : "";
        foreach (var (name, module) in model.named_modules())
            if (name != last && module is nn.Module<Tensor, Tensor> leaf && s_activations.Contains(TypeOf(module)))
                yield return leaf;
    }

    public static string TypeOf(nn.Module module) => module is Pointwise ? module.GetName() : module.GetType().Name;

    private static void Renew(Trial trial, Initialization init)
    {
        using var off = no_grad();
        using var generator = new Generator((ulong)trial.Seed + 77);
        var known = WeightedModule.Of(trial.Model).Select(it => it.Weight.Handle).ToHashSet();
        foreach (var (name, parameter) in trial.Model.named_parameters())
            if (name.Split('.')[^1].Contains("bias", StringComparison.Ordinal))
                parameter.zero_();
            else if (parameter.ndim > 1 && !known.Contains(parameter.Handle)) // of recurrent and other modules, which no scheme knows
                parameter.copy_(Layers.Normal(parameter.shape, 1 / Math.Sqrt(parameter.numel() / (double)parameter.shape[0]), generator));
        init.Apply(trial.Model, generator);
        Initialize.GroupNorms(trial.Model);
    }
}
