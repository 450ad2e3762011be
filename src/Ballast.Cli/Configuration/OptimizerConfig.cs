namespace Ballast.Cli;

/// <summary>The optimizer section. Settings that an optimizer does not have keep their neutral value.</summary>
internal sealed record OptimizerConfig
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sgd", "adam", "adamw"];

    /// <summary>One of <see cref="Names"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Learning rate. Default 0.001, as in PyTorch.</summary>
    public required double Lr { get; init; }

    /// <summary>Share of the last step that is kept (sgd). Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>Share of the gradient that momentum does not take in (sgd). Default 0.</summary>
    public double Dampening { get; init; }

    /// <summary>Look-ahead momentum (sgd). Default false.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Weight decay: part of the gradient for sgd and adam (default 0), decoupled for adamw (default 0.01).</summary>
    public double WeightDecay { get; init; }

    /// <summary>Decay of the first moment (adam, adamw). Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment (adam, adamw). Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator (adam, adamw). Default 1e-8.</summary>
    public double Eps { get; init; } = 1e-8;

    public static OptimizerConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = node.Choice("name", Names);
        var config = new OptimizerConfig
        {
            Name = name,
            Lr = node.Number("lr", NumberRange.Above0(1e6), 0.001),
            WeightDecay = node.Number("weight-decay", new(0, 1e6), name == "adamw" ? 0.01 : 0),
        };
        config = name == "sgd" ? ReadSgd(node, config) : ReadAdam(node, config);
        node.Close($"a setting of {name}");
        return config;
    }

    private static OptimizerConfig ReadSgd(ConfigNode node, OptimizerConfig config)
    {
        config = config with
        {
            Momentum = node.Number("momentum", NumberRange.Below1, 0),
            Dampening = node.Number("dampening", new(0, 1), 0),
            Nesterov = node.Flag("nesterov", false),
        };
        return !config.Nesterov || (config.Momentum > 0 && config.Dampening == 0) ? config : throw new ConfigException(
            node.Find("nesterov")!.Place, $"{node.PathOf("nesterov")} is true; that needs a momentum above 0 and no dampening.", "Set momentum, for instance to 0.9, and remove dampening.")
            {
                Path = node.PathOf("nesterov"),
                Value = "true",
            };
    }

    private static OptimizerConfig ReadAdam(ConfigNode node, OptimizerConfig config)
    {
        config = config with { Eps = node.Number("eps", NumberRange.Above0(1), config.Eps) };
        if (node.Find("betas") is not { } betas) return config;
        const string pair = "a list of two numbers, for instance [0.9, 0.999]";
        return betas.AsList(pair, most: 2) is [var first, var second]
            ? config with { Beta1 = first.AsNumber(NumberRange.Below1), Beta2 = second.AsNumber(NumberRange.Below1) }
            : throw betas.Wrong(pair);
    }
}
