using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// One optimizer's plain step against TorchSharp's own, where there is one, and against libtorch: its fused operator for sgd,
/// adam and adamw, the same arithmetic in tensor operations for all others.
/// </summary>
internal static class OptimizerBench
{
    public static readonly (int Parameters, int Tensors)[] Sizes = [(1_000_000, 32), (1_000_000, 200), (10_000_000, 20)];

    public static IEnumerable<BenchRow> Run(string name, int parameters, int tensors, TimeSpan budget)
    {
        using var scope = NewDisposeScope();
        using var mine = new BenchTensors(parameters, tensors);
        using var native = new BenchTensors(parameters, tensors);
        using var foreign = new BenchTensors(parameters, tensors);
        using var ours = Make(name, mine.All);
        using var libtorch = Make(name, native.All);
        using var theirs = TorchSharps(name, foreign.All);
        using var muon = new PlainMuon(native, lr: 1e-4, decay: 0.1);
        using var memory = new Bandwidth(mine.Count);
        var race = new Race()
            .Add("ours", () => ours.step())
            .Add("libtorch", name == "muon" ? muon.Step : libtorch.StepElsewhere)
            .Add("memory", memory.Run);
        if (theirs is not null)
            race.Add("torchsharp", () => theirs.step(), foreign: true);
        race.Run(budget);

        // the least that has to move: weight and gradient read, weight written, all state read and written
        var bytes = sizeof(float) * ((3.0 * mine.Count) + (2 * ours.StateValues));
        foreach (var against in theirs is null ? ["libtorch"] : new[] { "libtorch", "torchsharp" })
            yield return new(
                "step",
                name,
                mine.Count,
                tensors,
                against,
                race.Ratio("ours", against),
                bytes / race.Median("ours") / memory.Of(race.Median("memory"))
            );
    }

    private static FusedOptimizer Make(string name, IEnumerable<Parameter> parameters) =>
        TrainConfig
            .Parse(
                $"data: fashion-mnist-sample\nmodel: mlp\noptimizer: {{ name: {name}, lr: "
                    + $"0.0001{(name == "sgd" ? ", momentum: 0.9" : "")} }}",
                "bench"
            )
            .Optimizer.Create(parameters);

    private static optim.Optimizer? TorchSharps(string name, IEnumerable<Parameter> parameters) =>
        name switch
        {
            "sgd" => optim.SGD(parameters, 1e-4, momentum: 0.9),
            "adam" => optim.Adam(parameters, 1e-4),
            "adamw" => optim.AdamW(parameters, 1e-4, weight_decay: 0.01),
            "nadam" => optim.NAdam(parameters, 1e-4),
            "radam" => optim.RAdam(parameters, 1e-4),
            "adagrad" => optim.Adagrad(parameters, 1e-4),
            "rmsprop" => optim.RMSProp(parameters, 1e-4),
            "adamax" => optim.Adamax(parameters, 1e-4),
            _ => null,
        };
}
