namespace Ballast;

/// <summary>What a zoo model can be told.</summary>
public sealed record ModelOptions
{
    /// <summary>Widths of the hidden linear layers, first to last; empty for none. Default null: [128, 128] for an MLP, [128] for the plain CNN.</summary>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>Output channels of the convolutions, first to last; only the plain CNN has any. Default [16, 32].</summary>
    public IReadOnlyList<int> Channels { get; init; } = [16, 32];

    /// <summary>One of <see cref="Activations.Names"/>, after every layer but the last. Default relu.</summary>
    public string Activation { get; init; } = "relu";

    /// <summary>How the weights start. Default He with gain 1.</summary>
    public Initialization Init { get; init; } = Initializations.He();

    /// <summary>Seed of the weights; two models of one seed are equal bit for bit. Default 1.</summary>
    public long Seed { get; init; } = 1;
}
