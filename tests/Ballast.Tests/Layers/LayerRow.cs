namespace Ballast.Tests;

/// <summary>One layer in one setting: what arrives, what must come out, how many parameters it must have.</summary>
internal sealed record LayerRow(Settings Settings, long[] Arriving, long[] Leaving, long Parameters)
{
    private static readonly Settings[] Body = [new("relu"), new("linear", ("out", 6))],
        Narrower = [new("conv", ("out", 8), ("stride", 2))];

    /// <summary>Every layer type stands here at least once; a test says which does not.</summary>
    public static IReadOnlyList<LayerRow> All { get; } =
    [
        new(new("linear", ("out", 5)), [7], [5], 40),
        new(new("linear", ("out", 5), ("bias", false)), [3, 7], [3, 5], 35),
        new(new("linear", ("out", "classes")), [7], [4], 32),
        new(new("conv", ("out", 8)), [3, 9, 9], [8, 9, 9], (3 * 9 * 8) + 8),
        new(new("conv", ("out", 8), ("kernel", 5), ("stride", 2), ("padding", 0), ("groups", 2)), [4, 9, 11], [8, 3, 4], (2 * 25 * 8) + 8),
        new(new("conv", ("out", 8)), [3, 9], [8, 9], (3 * 3 * 8) + 8),
        new(new("linear", ("out", 5), ("reparam", "spectral-norm")), [7], [5], 40),
        new(new("linear", ("out", 5), ("reparam", "sigma-reparam")), [3, 7], [3, 5], 41),
        new(new("linear", ("out", 5), ("reparam", "weight-standardization")), [7], [5], 45),
        new(new("conv", ("out", 8), ("reparam", "spectral-norm")), [3, 9, 9], [8, 9, 9], (3 * 9 * 8) + 8),
        new(new("conv", ("out", 8), ("reparam", "sigma-reparam"), ("groups", 2)), [4, 9], [8, 9], (2 * 3 * 8) + 8 + 1),
        new(new("conv", ("out", 8), ("reparam", "weight-standardization")), [3, 9, 9], [8, 9, 9], (3 * 9 * 8) + 8 + 8),
        new(new("max-pool"), [3, 8, 9], [3, 4, 4], 0),
        new(new("max-pool", ("size", 3), ("stride", 1)), [3, 8], [3, 6], 0),
        new(new("average-pool"), [3, 8, 9], [3, 4, 4], 0),
        new(new("average-pool"), [3, 8], [3, 4], 0),
        new(new("global-max-pool"), [3, 8, 9], [3], 0),
        new(new("global-average-pool"), [3, 8], [3], 0),
        new(new("flatten"), [3, 8, 9], [216], 0),
        new(new("transpose"), [9, 3], [3, 9], 0),
        new(new("batch-norm"), [7], [7], 14),
        new(new("batch-norm"), [7, 5], [7, 5], 14),
        new(new("batch-norm"), [7, 5, 5], [7, 5, 5], 14),
        new(new("layer-norm"), [5, 7], [5, 7], 14),
        new(new("layer-norm"), [2, 3, 4], [2, 3, 4], 48),
        new(new("group-norm", ("groups", 2)), [6, 5, 5], [6, 5, 5], 12),
        new(new("dropout", ("p", 0.3)), [6], [6], 0),
        new(new("alpha-dropout", ("p", 0.3), ("schedule", "late")), [6], [6], 0),
        new(new("gaussian-dropout", ("seed", 5)), [6], [6], 0),
        new(new("spatial-dropout"), [4, 5, 6], [4, 5, 6], 0),
        new(new("drop-block", ("size", 3), ("shared", true)), [4, 5, 6], [4, 5, 6], 0),
        new(new("drop-path"), [6], [6], 0),
        new(new("drop-connect", ("out", 5), ("p", 0.3)), [7], [5], 40),
        new(new("residual", ("layers", Body)), [6], [6], 42),
        new(new("residual", ("layers", Body), ("branch", "skip-init")), [6], [6], 43),
        new(new("residual", ("layers", Narrower), ("shortcut", "project")), [4, 9, 9], [8, 5, 5], (4 * 9 * 8) + 8 + 32),
        new(new("residual", ("layers", Narrower), ("shortcut", "project")), [4, 9], [8, 5], (4 * 3 * 8) + 8 + 32),
        new(new("residual", ("layers", Body), ("shortcut", "project")), [3, 2], [3, 6], 18 + 12),
        new(new("rnn", ("out", 5)), [9, 3], [5], (5 * 3) + 5 + 25),
        new(new("rnn", ("out", 5), ("output", "all"), ("activation", "relu")), [9, 3], [9, 5], (5 * 3) + 5 + 25),
        new(new("gru", ("out", 5)), [9, 3], [5], 3 * ((5 * 3) + 5 + 25 + 5)),
        new(new("lstm", ("out", 5), ("output", "all")), [9, 3], [9, 5], 4 * ((5 * 3) + 5 + 25)),
        new(new("rnn", ("out", 5), ("dropout", "variational-dropout")), [9, 3], [5], (5 * 3) + 5 + 25),
        new(new("gru", ("out", 5), ("dropout", "zoneout"), ("p", 0.2)), [9, 3], [5], 3 * ((5 * 3) + 5 + 25 + 5)),
        new(new("lstm", ("out", 5), ("dropout", "recurrent-dropout")), [9, 3], [5], 4 * ((5 * 3) + 5 + 25)),
        new(new("steps"), [9, 3], [3], 0),
        new(new("steps", ("take", "last")), [9, 3], [3], 0),
        new(new("attention", ("heads", 2)), [9, 6], [9, 6], 4 * 42),
        new(new("attention", ("heads", 3), ("causal", true)), [9, 6], [9, 6], 4 * 42),
        new(new("attention", ("heads", 3), ("qk-norm", true), ("soft-cap", 20.0)), [9, 6], [9, 6], (4 * 42) + 8),
        new(new("embedding", ("out", 5)), [9], [9, 5], 11 * 5),
        new(new("embedding", ("out", 5), ("positions", true)), [9], [9, 5], (11 * 5) + (9 * 5)),
        new(new("positions"), [9, 3], [9, 3], 27),
        new(new("leaky-relu", ("slope", 0.2)), [3], [3], 0),
        .. Activations.Names.Select(name => new LayerRow(new(name), [4, 3], [4, 3], 0)),
    ];

    /// <summary>Whether symbols arrive; there are 11 of them.</summary>
    public bool OfSymbols => Settings.Type == "embedding";

    public override string ToString() => $"{Settings} [{string.Join(',', Arriving)}]";
}
