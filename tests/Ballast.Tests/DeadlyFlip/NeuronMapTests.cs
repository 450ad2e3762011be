using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Which rows of which tensors are one neuron.</summary>
[TensorTests]
public sealed class NeuronMapTests
{
    public static TheoryData<string, nn.Module, string[]> Modules =>
        new()
        {
            { "linear", nn.Linear(3, 4), ["weight: 4 of weight+0 bias+0"] },
            {
                "recurrent",
                nn.RNN(3, 4, 2),
                [
                    "l0: 4 of weight_ih_l0+0 weight_hh_l0+0 bias_ih_l0+0 bias_hh_l0+0 to weight_hh_l0 weight_ih_l1",
                    "l1: 4 of weight_ih_l1+0 weight_hh_l1+0 bias_ih_l1+0 bias_hh_l1+0 to weight_hh_l1",
                ]
            },
            {
                "lstm",
                nn.LSTM(2, 3),
                [
                    "l0: 3 of weight_ih_l0+0 weight_ih_l0+3 weight_ih_l0+6 weight_ih_l0+9 weight_hh_l0+0 weight_hh_l0+3 "
                        + "weight_hh_l0+6 weight_hh_l0+9 bias_ih_l0+0 bias_ih_l0+3 bias_ih_l0+6 bias_ih_l0+9 bias_hh_l0+0 "
                        + "bias_hh_l0+3 bias_hh_l0+6 bias_hh_l0+9 to weight_hh_l0",
                ]
            },
            {
                "gru cell",
                nn.GRUCell(2, 3),
                [
                    "model: 3 of weight_ih+0 weight_ih+3 weight_ih+6 weight_hh+0 weight_hh+3 weight_hh+6 bias_ih+0 bias_ih+3 "
                        + "bias_ih+6 bias_hh+0 bias_hh+3 bias_hh+6 to weight_hh",
                ]
            },
            {
                "attention",
                nn.MultiheadAttention(4, 2),
                ["in_proj_weight: 12 of in_proj_weight+0 in_proj_bias+0", "out_proj.weight: 4 of out_proj.weight+0 out_proj.bias+0"]
            },
            {
                "attention, other keys",
                nn.MultiheadAttention(4, 2, kdim: 3, vdim: 5),
                [
                    "q_proj_weight: 4 of q_proj_weight+0 in_proj_bias+0",
                    "k_proj_weight: 4 of k_proj_weight+0 in_proj_bias+4",
                    "v_proj_weight: 4 of v_proj_weight+0 in_proj_bias+8",
                    "out_proj.weight: 4 of out_proj.weight+0 out_proj.bias+0",
                ]
            },
            { "embedding", nn.Embedding(5, 2), ["weight: 5 of weight+0"] },
            { "transposed", nn.ConvTranspose2d(3, 3, 2), ["weight: 3 of weight+0"] },
            { "norm alone", nn.LayerNorm(4), ["model: 4 of weight+0 bias+0"] },
            {
                "convolutions",
                nn.Sequential(
                    ("c", nn.Conv2d(1, 4, 3)),
                    ("n", nn.BatchNorm2d(4)),
                    ("r", nn.ReLU()),
                    ("d", nn.Conv2d(4, 4, 3, groups: 2)),
                    ("f", nn.Flatten()),
                    ("l", nn.Linear(36, 2))
                ),
                [
                    "c: 4 of c.weight+0 c.bias+0 n.weight+0 n.bias+0",
                    "d: 4 of d.weight+0 d.bias+0 in 2 to l.weight*9",
                    "l: 2 of l.weight+0 l.bias+0",
                ]
            },
            { "residual", new Residual(), ["a: 4 of a.weight+0 a.bias+0", "b: 4 of b.weight+0 b.bias+0"] },
            { "unknown", new Holder(ones(3, 2), ones(3), ones(2, 2, 2)), ["p0: 3 of p0+0", "p2: 2 of p2+0"] },
        };

    [Theory]
    [MemberData(nameof(Modules))]
    public void Neurons_own_what_is_theirs(string name, nn.Module module, string[] expected)
    {
        Assert.NotEmpty(name);
        using var table = new ParameterTable(module.parameters(), module.named_parameters());
        Assert.Equal(expected, NeuronMap.Of(module, table, new()).Select(layer => Say(layer, table)));
    }

    [Fact]
    public void A_layer_with_an_excluded_parameter_is_not_watched()
    {
        using var model = nn.Sequential(("a", nn.Linear(2, 3)), ("b", nn.ReLU()), ("c", nn.Linear(3, 2)));
        using var table = new ParameterTable(model.parameters(), model.named_parameters());
        Assert.Equal(
            ["a: 3 of a.weight+0 a.bias+0 to c.weight"],
            NeuronMap.Of(model, table, new() { Exclude = name => name == "c.bias" }).Select(layer => Say(layer, table))
        );
    }

    [Fact]
    public void Groups_can_be_named_and_are_checked()
    {
        using var model = new Holder(ones(3, 2), ones(3, 3), ones(2, 3));
        using var table = new ParameterTable(model.parameters(), model.named_parameters());
        Assert.Equal(
            ["p0: 3 of p0+0 p1+0 to p1 p2", "p2: 2 of p2+0"],
            NeuronMap.Of(model, table, Named(["p0", "p1"], ["p1", "p2"])).Select(layer => Say(layer, table))
        );
        Assert.Contains(
            "did you mean",
            Assert.ThrowsAny<ArgumentException>(() => NeuronMap.Of(model, table, Named(["p00"], []))).Message,
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Contains(
            "p2 [2, 3] does not have 3 rows like p0",
            Assert.Throws<ArgumentException>(() => NeuronMap.Of(model, table, Named(["p0", "p2"], []))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "p0 [3, 2] does not have 3 columns",
            Assert.Throws<ArgumentException>(() => NeuronMap.Of(model, table, Named(["p0"], ["p0"]))).Message,
            StringComparison.Ordinal
        );

        static DeadlyFlipOptions Named(string[] rows, string[] columns) => new() { Neurons = [new(rows, columns)] };
    }

    private static string Say(NeuronLayer layer, ParameterTable table) =>
        $"{layer.Name}: {layer.Count} of {string.Join(' ', layer.Rows.Select(rows => $"{table.Infos[rows.Parameter].Name}+{rows.Offset}"))}"
        + (layer.Blocks > 1 ? $" in {layer.Blocks}" : "")
        + (
            layer.Columns.Count == 0
                ? ""
                : " to "
                    + string.Join(
                        ' ',
                        layer.Columns.Select(columns =>
                            table.Infos[columns.Parameter].Name + (columns.Width > 1 ? $"*{columns.Width}" : "")
                        )
                    )
        );

    private sealed class Residual : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear a = nn.Linear(4, 4),
            b = nn.Linear(4, 4);

        public Residual()
            : base("residual") => RegisterComponents();

        public override Tensor forward(Tensor x) => x + b.call(a.call(x).relu());
    }
}
