namespace Ballast;

/// <summary>What a zoo model can be told; each model uses the options that its description names.</summary>
public sealed record ModelOptions
{
    /// <summary>
    /// Widths of the hidden linear layers, first to last; empty for none. Default null: [128, 128] for an MLP, [128] for the plain CNN.
    /// </summary>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>
    /// Output channels of the convolutions, first to last, in the plain CNN; of the stages in a residual network. Default [16, 32].
    /// </summary>
    public IReadOnlyList<int> Channels { get; init; } = [16, 32];

    /// <summary>One of <see cref="Activations.Names"/>. Default null: relu, and tanh for a recurrent network.</summary>
    public string? Activation { get; init; }

    /// <summary>
    /// How the weights start. Default null: what suits the model, which is He with gain 1 unless its description says otherwise.
    /// </summary>
    public Initialization? Init { get; init; }

    /// <summary>How the weights from state to state start in recurrent networks, gate by gate. Default null: orthogonal.</summary>
    public Initialization? RecurrentInit { get; init; }

    /// <summary>Units of a recurrent layer, of a transformer's stream, of a residual network's linear blocks. Default 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>
    /// Recurrent layers, transformer blocks, or residual blocks per stage. Default null: 1 for recurrent networks, otherwise 2.
    /// </summary>
    public int? Depth { get; init; }

    /// <summary>Heads of attention; they divide the width. Default 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>What normalises in a residual network: batch, layer, group or none. Default batch.</summary>
    public string Norm { get; init; } = "batch";

    /// <summary>Whether a transformer normalises before each branch (pre) or after each sum (post). Default true.</summary>
    public bool NormFirst { get; init; } = true;

    /// <summary>Whether a step of a transformer sees only itself and earlier ones. Default false.</summary>
    public bool Causal { get; init; }

    /// <summary>Whether a transformer normalises queries and keys, head by head. Default false.</summary>
    public bool QkNorm { get; init; }

    /// <summary>
    /// Bends scores of a transformer's attention so that none is larger, above 0: s becomes cap tanh(s / cap). Default null: no cap.
    /// </summary>
    public double? SoftCap { get; init; }

    /// <summary>
    /// How branches of a residual network begin: plain; skip-init, times a trained number that starts at 0 (also called ReZero); fixup,
    /// which needs Norm none. Default plain.
    /// </summary>
    public string Branch { get; init; } = "plain";

    /// <summary>Blocks of a residual network: conv or linear. Default null: conv for images, otherwise linear.</summary>
    public string? Blocks { get; init; }

    /// <summary>
    /// What a model of sequences answers from: the last step, the mean of all, or all, one answer for each. Default null: last.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>
    /// How many symbols there are where inputs are symbols, int64 [batch, steps] from 0 to this minus 1; null where they are numbers.
    /// Default null.
    /// </summary>
    public long? Symbols { get; init; }

    /// <summary>
    /// The symbol that fills sequences up to one length and is not read, below 0 or not: the last step is the last real one, means and
    /// attention leave padding out. Default null: none, every symbol is read.
    /// </summary>
    public long? Padding { get; init; }

    /// <summary>Dropouts, each where it belongs in the model; see <see cref="Regularizer.Of"/>. Default: none.</summary>
    public IReadOnlyList<Regularizer> Regularizers { get; init; } = [];

    /// <summary>Seed of weights and dropouts; two models of one seed are equal bit for bit. Default 1.</summary>
    public long Seed { get; init; } = 1;
}
