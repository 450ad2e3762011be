using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A training that runs twice: in peace, and while everything that nothing holds is collected.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Run">Trains, seeded, and traces every bit.</param>
internal sealed record StressRow(string Name, Action<Trace> Run)
{
    private const int Enough = 300;

    /// <summary>All that trains; the tables of the batteries are in it, so that what is new there comes along.</summary>
    public static IReadOnlyList<StressRow> All { get; } =
    [
        .. StressTrainings.Zoo.Select(model => new StressRow($"trainer, {model}", trace => StressTrainings.Fit(trace, model))),
        .. OptimizerRow.All.Select(row => new StressRow($"optimizer {row.Name}", trace => StressTrainings.Optimize(trace, row, Enough))),
        .. LossRow.All.Values.Select(row => new StressRow($"loss {row.Name}", trace => StressTrainings.Lose(trace, row, Enough))),
        .. DropoutRow.All.Select(row => new StressRow($"dropout {row.Name}", trace => StressTrainings.Drop(trace, row, Enough))),
        .. LayerRow.All.Select(row => new StressRow($"layer {row}", trace => StressTrainings.Layer(trace, row, 50))),
        .. Enum.GetValues<FlipMode>()
            .Select(mode => new StressRow($"deadly flip {mode}", trace => StressTrainings.Flip(trace, mode, 2 * Enough))),
        new("building", trace => StressTrainings.Build(trace, times: 40)),
        new("set-up", trace => StressTrainings.SetUp(trace, nets: 25)),
        new("augmentation", trace => StressTrainings.Augment(trace, Enough)),
        new("metrics", StressTrainings.Measure),
        new("r-drop and monte carlo", trace => StressTrainings.Repeat(trace, Enough)),
        new("checkpoints", StressTrainings.Resume),
        .. new[] { ("gru_rmsprop", "none"), ("rating_typos", "agc-timm"), ("flow_determinant", "gradscaler-clip") }.Select(
            it => new StressRow($"trial {it.Item1} {it.Item2}", trace => StressTrainings.Try(trace, it.Item1, it.Item2))
        ),
    ];

    public override string ToString() => Name;
}
