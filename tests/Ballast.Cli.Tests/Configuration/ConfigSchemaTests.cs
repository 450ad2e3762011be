using System.Globalization;
using System.Text.Json.Nodes;
using Ballast.Cli.Tests.Commands;
using NJsonSchema;

namespace Ballast.Cli.Tests.Configuration;

/// <summary>The schema, in the eyes of a validator that is not ours, accepts what the reader accepts and refuses what it refuses.</summary>
public sealed class ConfigSchemaTests
{
    private const string Least = "data: fashion-mnist-sample\nmodel: mlp\noptimizer: sgd\n";
    private static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(ConfigSchema.Create().ToJsonString()).GetAwaiter().GetResult();

    public static TheoryData<string> Samples =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Tool.Root, "samples"), "*.yaml", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Tool.Root, file)),
        ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_valid(string file) => Assert.Empty(Faults(File.ReadAllText(Path.Combine(Tool.Root, file))));

    [Theory]
    [InlineData(Least)]
    [InlineData(
        "data: { name: fashion-mnist, root: here }\nmodel: { name: plain-cnn, channels: [4], init: { name: he, gain: 2 } }\n"
            + "optimizer: { name: adam, betas: [0.8, 0.9] }\n"
    )]
    [InlineData(Least + "guard: { rules: [ { name: clip-norm, max: 1 } ] }\nregularize: []\n")]
    [InlineData(Least + "train: { device: \"cuda:1\", checkpoint: none, early-stopping: { patience: 2 } }\n")]
    [InlineData(Least + "loss: { name: cross-entropy, weight: balanced }\n")]
    [InlineData(Least + "loss: { name: cross-entropy, weight: { spam: 5, 0: 1 } }\n")]
    [InlineData(Least + "loss: { name: bce-with-logits, pos-weight: { spam: 5 } }\n")]
    [InlineData(Least + "loss: { name: bce-with-logits, pos-weight: 3 }\n")]
    [InlineData(
        "data: { name: csv, path: a.csv, target: [a, b], test: b.csv, window: { length: 3, "
            + "by: s }, target-scale: log }\nmodel: mlp\noptimizer: sgd\n"
    )]
    [InlineData(
        "data: { name: npz, path: a.npz, padding: -1, test: b.npz, validation: { path: c.npz, inputs: z } }\nmodel: gru\noptimizer: sgd\n"
    )]
    public void What_the_reader_accepts_is_valid(string config)
    {
        TrainConfig.Parse(config, "test");
        Assert.Empty(Faults(config));
    }

    [Theory]
    [InlineData(Least + "optimiser: sgd\n")]
    [InlineData("data: fashion-mnist-sample\nmodel: mlp\n")]
    [InlineData("data: fashion-mnist-sample\nmodel: mlp\noptimizer: { name: adam, momentum: 0.9 }\n")]
    [InlineData("data: { name: fashion-mnist-sample, root: here }\nmodel: mlp\noptimizer: sgd\n")]
    [InlineData("data: fashion-mnist-sample\nmodel: { name: mlp, channels: [4] }\noptimizer: sgd\n")]
    [InlineData("data: fashion-mnist-sample\nmodel: mlp\noptimizer: { name: sgd, lr: 0 }\n")]
    [InlineData(Least + "guard: { rules: [ clip-norm ] }\n")]
    [InlineData(Least + "guard: { rules: [ { name: clip-norm, max: 1, min: 1 } ] }\n")]
    [InlineData(Least + "train: { epochs: 1.5 }\n")]
    [InlineData(Least + "train: { device: tpu }\n")]
    [InlineData(Least + "train: { early-stopping: { metric: loss } }\n")]
    [InlineData(Least + "train: { checkpoint: { each: 5 } }\n")]
    [InlineData(Least + "loss: { name: cross-entropy, weight: 1 }\n")]
    [InlineData(Least + "loss: { name: cross-entropy, weight: even }\n")]
    [InlineData(Least + "loss: { name: cross-entropy, weight: {} }\n")]
    [InlineData(Least + "loss: { name: cross-entropy, weight: { spam: -1 } }\n")]
    [InlineData("data: { name: csv, path: a.csv, target: y, window: { horizon: 3 } }\nmodel: mlp\noptimizer: sgd\n")]
    public void What_the_reader_refuses_is_invalid(string config)
    {
        Assert.Throws<ConfigException>(() => TrainConfig.Parse(config, "test"));
        Assert.NotEmpty(Faults(config));
    }

    /// <summary>A key whose presence leads to other keys, a list or a number, a number or a word: both sides are learned.</summary>
    [Fact]
    public void Alternatives_are_learned_from_both_sides()
    {
        static void Read(ConfigNode node)
        {
            if (node.Has("layers"))
            {
                foreach (var layer in node.Find("layers")!.AsList("layers"))
                    if (layer.Choice("type", ["linear", "relu"]) == "linear" && layer.Need("out", "").WordOf(["classes"]) is null)
                        layer.Need("out", "").AsWhole(1, 9);
            }
            else if (node.Choice("name", ["mlp", "cnn"]) == "cnn")
            {
                if (node.Find("channels") is not { } channels)
                    return;
                if (channels.IsList)
                    channels.AsList("channels").Single().AsWhole(1, 5);
                else
                    channels.AsWhole(1, 5);
            }
        }

        var shape = ConfigShape.Of(Read);
        Assert.Equal(
            ["channels", "layers", "layers[].out", "layers[].type", "name"],
            ConfigSchema.Keys(shape).Order(StringComparer.Ordinal)
        );
        var text = ConfigSchema.Of(shape).ToJsonString();
        Assert.Contains("""{"anyOf":[{"enum":["classes"]},{"type":"integer","minimum":1,"maximum":9}]}""", text, StringComparison.Ordinal);
        Assert.Contains(
            """{"anyOf":[{"type":"integer","minimum":1,"maximum":5},"""
                + """{"type":"array","items":{"type":"integer","minimum":1,"maximum":5}}]}""",
            text,
            StringComparison.Ordinal
        );
    }

    private static ICollection<NJsonSchema.Validation.ValidationError> Faults(string yaml) =>
        Schema.Validate(Json(ConfigReader.Read(yaml, "test"))!.ToJsonString());

    // as YAML 1.2 reads plain scalars
    private static JsonNode? Json(ConfigNode node)
    {
        if (node.Entries is { } entries)
            return new JsonObject(entries.Select(pair => KeyValuePair.Create(pair.Key, Json(pair.Value))));
        if (node.Items is { } items)
            return new JsonArray([.. items.Select(Json)]);
        if (node.Quoted)
            return node.Text;
        if (node.Text is "true" or "false")
            return node.Text == "true";
        if (long.TryParse(node.Text, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return double.TryParse(node.Text, CultureInfo.InvariantCulture, out var number) ? number : node.Text;
    }
}
