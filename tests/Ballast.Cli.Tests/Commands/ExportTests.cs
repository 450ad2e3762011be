namespace Ballast.Cli.Tests.Commands;

/// <summary>Weights leave a run and begin another, over the folder of a config.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Flowers = """
        data: { name: csv, path: flowers.csv, target: kind, batch: 16 }
        model: { name: mlp, hidden: [8] }
        optimizer: { name: adam, lr: 0.05 }
        train: { epochs: 2, threads: 1 }
        """;

    private readonly Tool _tool = new();

    public ExportTests()
    {
        var rows = Enumerable.Range(0, 120).Select(i => i % 2 == 0 ? $"{10 + (i % 5)},red,rose\n" : $"{2 + (i % 5)},blue,iris\n");
        File.WriteAllText(At("flowers.csv"), $"height,colour,kind\n{string.Concat(rows)}");
        File.WriteAllText(At("flowers.yaml"), Flowers);
        Done("train", "flowers.yaml", "--out", "first");
    }

    public void Dispose() => _tool.Dispose();

    private string At(string path) => Path.Combine(_tool.Folder, path);

    private (string Out, string Error) Done(params string[] arguments)
    {
        var (exit, output, error) = _tool.Run(arguments);
        Assert.True(exit == 0, $"{exit} {error}");
        return (output, error);
    }

    private string Refused(params string[] arguments)
    {
        var (exit, _, error) = _tool.Run(arguments);
        Assert.True(exit == 2, $"{exit} {error}");
        return error;
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("pt")]
    public void A_run_goes_to_a_file_and_into_the_next_training(string format)
    {
        var json = Tool.Json(Done("export", "first", "--to", format, "--json").Out);
        Assert.EndsWith($"weights.{format}", json.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.True(json.GetProperty("tensors").GetInt32() >= 4);
        using (var weights = WeightFiles.Read(At($"first/weights.{format}")))
            Assert.Equal([8, 3], weights["linear1.weight"].shape);
        var (said, _) = Done("train", "flowers.yaml", "--out", "second", "--set", $"model.weights=first/weights.{format}");
        Assert.Contains("tensors of the model", said, StringComparison.Ordinal);
        Assert.DoesNotContain("fresh:", said, StringComparison.Ordinal);
        Assert.Contains(
            "fresh: linear1.weight [9, 3]",
            Done("check", "flowers.yaml", "--set", $"model.weights=first/weights.{format}", "--set", "model.hidden=[9]").Out,
            StringComparison.Ordinal
        );

        // a run that is gone on with has weights of its own
        File.Delete(At($"first/weights.{format}"));
        Done("train", "--resume", "second", "--set", "train.epochs=3", "--set", $"model.weights=first/weights.{format}");
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    public void Weights_become_a_run_that_is_evaluated_and_exported_as_it_came(string precision)
    {
        Done("export", "first", "--out", "w.safetensors");
        var imported = Tool.Json(
            Done("import", "flowers.yaml", "w.safetensors", "--out", "theirs", "--json", "--set", $"model.precision={precision}").Out
        );
        Assert.Equal("import", imported.GetProperty("command").GetString());
        Assert.Equal(0, imported.GetProperty("unused").GetArrayLength());
        var evaluated = Tool.Json(Done("eval", "theirs", "--json").Out).GetProperty("testLoss").GetDouble();
        Assert.Equal(imported.GetProperty("testLoss").GetDouble(), evaluated);
        var own = Tool.Json(Done("eval", "first", "--json").Out).GetProperty("testLoss").GetDouble();
        Assert.Equal(own, evaluated, precision == "float32" ? 0 : 0.05);
        if (precision == "float32")
        {
            Done("export", "theirs", "--out", "again.safetensors");
            Assert.Equal(File.ReadAllBytes(At("w.safetensors")), File.ReadAllBytes(At("again.safetensors")));
        }

        Assert.Contains(
            "lacks linear1.weight [9, 3]",
            Refused("import", "flowers.yaml", "w.safetensors", "--out", "x", "--set", "model.hidden=[9]"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Initializers_of_an_onnx_file_are_written_and_not_read()
    {
        var json = Tool.Json(Done("export", "first", "--to", "onnx-weights", "--json").Out);
        Assert.EndsWith("weights.onnx", json.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "is an ONNX file, and those are written only",
            Refused("train", "flowers.yaml", "--out", "x", "--set", "model.weights=first/weights.onnx"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_no_file_of_weights_is_said()
    {
        Assert.Contains(
            "which is no format of weights",
            Refused("train", "flowers.yaml", "--out", "x", "--set", "model.weights=flowers.csv"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "model.weights: ",
            Refused("train", "flowers.yaml", "--out", "x", "--set", "model.weights=absent.pt"),
            StringComparison.Ordinal
        );
        Assert.Contains("--to onnx is no format", Refused("export", "first", "--to", "onnx"), StringComparison.Ordinal);
        Assert.Contains("has to end in .safetensors", Refused("export", "first", "--out", "a.txt"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("x")));
    }
}
