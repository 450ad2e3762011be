using CsCheck;
using TorchSharp;

namespace Ballast.Cli.Tests.Models;

/// <summary>Whatever layers a list names, there is a model that answers in the right shape, or an error with its layer.</summary>
public sealed class ModelFuzzTests
{
    private static readonly ModelTask[] Tasks = [Built.Images, Built.Rows, Built.Sequences, Built.Steps, Built.Text];
    private static readonly string[] Wide = ["linear", "conv", "rnn", "gru", "lstm", "embedding"];
    private static readonly string[] Keys =
    [
        "out",
        "kernel",
        "stride",
        "padding",
        "groups",
        "size",
        "heads",
        "p",
        "slope",
        "output",
        "take",
        "shortcut",
        "causal",
        "bias",
        "positions",
        "init",
        "recurrent-init",
        "activation",
    ];
    private static readonly string[] Values =
    [
        "1",
        "2",
        "3",
        "4",
        "0",
        "-1",
        "7",
        "0.5",
        "classes",
        "inputs",
        "all",
        "last",
        "mean",
        "project",
        "identity",
        "true",
        "false",
        "zeros",
        "orthogonal",
        "relu",
        "exp",
        "{ name: he, gain: 2 }",
        "[]",
        "~",
    ];

    private static readonly Gen<string> Setting = Gen.Select(Gen.Int[0, Keys.Length - 1], Gen.Int[0, Values.Length - 1])
        .Select((key, value) => $"{Keys[key]}: {Values[value]}");

    private static readonly Gen<string> Simple = Gen.Select(Gen.Int[0, LayerTypes.Names.Count - 1], Gen.Int[0, 9], Setting.List[0, 2])
        .Select(
            (type, wide, settings) =>
            {
                var size = wide < 7 && Wide.Contains(LayerTypes.Names[type]) ? ", out: 4" : "";
                var others = settings
                    .DistinctBy(it => it.Split(':')[0])
                    .Where(it => wide >= 7 || !it.StartsWith("out", StringComparison.Ordinal))
                    .Select(it => ", " + it);
                return $"{{ type: {LayerTypes.Names[type]}{size}{string.Concat(others)} }}";
            }
        );

    private static readonly Gen<string> Layers = Gen.Select(Simple.List[1, 4], Simple.List[1, 3], Gen.Bool, Gen.Bool)
        .Select(
            (layers, inner, nested, ended) =>
                string.Join(
                    ", ",
                    [
                        .. layers,
                        .. nested ? [$"{{ type: residual, layers: [ {string.Join(", ", inner)} ] }}"] : Array.Empty<string>(),
                        .. ended ? ["{ type: linear, out: classes }"] : Array.Empty<string>(),
                    ]
                )
        );

    /// <summary>Only layers whose settings mostly fit, so that many lists are built and not only refused.</summary>
    private static readonly Gen<string> Plausible = Gen.Int[0, LayerTypes.Names.Count - 1]
        .Select(type => LayerTypes.Names[type])
        .Select(type =>
            type switch
            {
                "linear" or "conv" or "embedding" => $"{{ type: {type}, out: 4 }}",
                "rnn" or "gru" or "lstm" => $"{{ type: {type}, out: 4, output: all }}",
                "residual" => "{ type: residual, layers: [ relu, { type: linear, out: 4 } ], shortcut: project }",
                _ => type,
            }
        )
        .List[1, 5]
        .Select(layers => string.Join(", ", [.. layers, "{ type: linear, out: classes }"]));

    [Fact]
    public void Only_clear_errors_escape_any_list() =>
        Gen.Select(Layers, Gen.Int[0, Tasks.Length - 1])
            .Sample(
                (layers, task) =>
                {
                    Check(layers, Tasks[task]);
                },
                iter: 400,
                threads: 1
            );

    [Fact]
    public void Only_clear_errors_escape_a_plausible_list()
    {
        var built = 0;
        Gen.Select(Plausible, Gen.Int[0, Tasks.Length - 1])
            .Sample(
                (layers, task) =>
                {
                    if (Check(layers, Tasks[task]))
                        built++;
                },
                iter: 400,
                threads: 1
            );
        Assert.True(built > 20, $"only {built} models were built: the test tests nothing");
    }

    // whether a model came of it
    private static bool Check(string layers, ModelTask task)
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            // unknown keys are refused by TrainConfig; those that fit are built
            using var model = Built.Model($"{{ layers: [ {layers} ] }}", task);
            var x = task.Symbols is { } symbols
                ? torch.randint(symbols, [3, .. task.InputShape]).to(torch.ScalarType.Int64)
                : torch.randn([3, .. task.InputShape]);
            Assert.Equal([3, .. task.OutputShape], model.call(x).shape);
            return true;
        }
        catch (Exception fault) when (fault is ConfigException or UsageException)
        {
            Assert.Matches(@"c\.yaml:\d+:\d+: model", fault.Message);
            return false;
        }
    }
}
