namespace Ballast;

/// <summary>A dropout for a model of the zoo, which knows where it belongs.</summary>
public sealed record Regularizer
{
    private static readonly Dictionary<string, double> Rates = new()
    {
        ["dropout"] = 0.5,
        ["spatial-dropout"] = 0.5,
        ["alpha-dropout"] = 0.5,
        ["gaussian-dropout"] = 0.5,
        ["drop-connect"] = 0.5,
        ["drop-block"] = 0.1,
        ["drop-path"] = 0.1,
        ["variational-dropout"] = 0.2,
        ["recurrent-dropout"] = 0.2,
        ["zoneout"] = 0.1,
    };

    private static readonly Dictionary<string, string[]> OfModels = new()
    {
        ["mlp"] = ["dropout", "alpha-dropout", "gaussian-dropout", "drop-connect"],
        ["plain-cnn"] = ["dropout", "alpha-dropout", "gaussian-dropout", "drop-connect", "spatial-dropout", "drop-block"],
        ["resnet"] = ["dropout", "alpha-dropout", "gaussian-dropout", "spatial-dropout", "drop-block", "drop-path"],
        ["rnn"] = ["dropout", "gaussian-dropout", "variational-dropout", "zoneout"],
        ["gru"] = ["dropout", "gaussian-dropout", "variational-dropout", "recurrent-dropout", "zoneout"],
        ["lstm"] = ["dropout", "gaussian-dropout", "variational-dropout", "recurrent-dropout", "zoneout"],
        ["transformer"] = ["dropout", "gaussian-dropout", "drop-path"],
    };

    /// <summary>One of <see cref="Names"/> at a rate.</summary>
    /// <param name="name">Which dropout.</param>
    /// <param name="rate">At least 0 and below 1; null for its default, which is <see cref="DefaultRate"/>.</param>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    public Regularizer(string name, DropRate? rate = null) => (Name, Rate) = (name, rate ?? DefaultRate(name));

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => Rates.Keys;

    /// <summary>Which dropout.</summary>
    public string Name { get; }

    /// <summary>Its rate; of drop-path that of the last block.</summary>
    public DropRate Rate { get; }

    /// <summary>Side of a square of drop-block, at least 1. Default 7.</summary>
    public int Size { get; init; } = 7;

    /// <summary>The seed that all of this name follow from, at least 0; null for that of the model. Default null.</summary>
    public long? Seed { get; init; }

    /// <summary>What a model of the zoo has a place for; nothing for any other name.</summary>
    public static IReadOnlyList<string> Of(string model) => OfModels.GetValueOrDefault(model, []);

    /// <summary>
    /// 0.5 for dropout of values, channels and weights, 0.2 for variational and recurrent dropout, 0.1 for drop-block, drop-path and
    /// zoneout.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    public static double DefaultRate(string name) =>
        Rates.TryGetValue(name, out var rate) ? rate : throw Suggestion.Unknown("regularizer", name, Names, nameof(name));
}
