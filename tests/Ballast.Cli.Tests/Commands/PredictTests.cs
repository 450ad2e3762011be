using SkiaSharp;

namespace Ballast.Cli.Tests.Commands;

/// <summary>A trained model is used where its data are not: what it needs of them is in the checkpoint.</summary>
public sealed class PredictTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private string At(string path) => Path.Combine(_tool.Folder, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

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
        return Assert.Single(error.TrimEnd().Split('\n'));
    }

    /// <summary>Tall ones are roses, short ones irises, and so are the red and the blue.</summary>
    private const string Flowers = """
        data: { name: csv, path: flowers.csv, target: kind, batch: 16 }
        model: { name: mlp, hidden: [8] }
        optimizer: { name: adam, lr: 0.05 }
        train: { epochs: 8, threads: 1 }
        """;

    private static string Table() =>
        "id,height,colour,kind\n"
        + string.Concat(
            Enumerable.Range(0, 120).Select(i => i % 2 == 0 ? $"{i % 7},{10 + (i % 5)},red,rose\n" : $"{i % 7},{2 + (i % 5)},blue,iris\n")
        );

    [Theory]
    [InlineData("kind")]
    [InlineData("height")]
    public void Dropout_is_sampled_to_see_how_sure_a_model_is(string target)
    {
        Write("flowers.csv", Table());
        Write(
            "c.yaml",
            Flowers.Replace("target: kind", $"target: {target}{(target == "height" ? ", task: regression" : "")}", StringComparison.Ordinal)
                + $"\nregularize: [ {{ name: dropout, p: 0.3 }} ]{(target == "height" ? "\nloss: mse" : "")}\n"
        );
        Done("train", "c.yaml", "--out", "run", "--quiet");
        Write("new.csv", "colour,id,height,kind\nred,1,12,rose\nblue,1,3,iris\n");
        var sampled = Tool.Json(Done("predict", "run", "new.csv", "--samples", "30", "--json").Out)
            .GetProperty("predictions")
            .EnumerateArray()
            .ToArray();
        Assert.All(sampled, it => Assert.InRange(Assert.Single(it.GetProperty("spread").EnumerateArray()).GetDouble(), 1e-6, 10));
        Assert.Contains(" ± ", Done("predict", "run", "new.csv", "--samples", "30").Out, StringComparison.Ordinal);
        Assert.DoesNotContain("spread", Done("predict", "run", "new.csv", "--json").Out, StringComparison.Ordinal);
        Assert.Contains(
            "--samples is 0 but must be between 1 and 10000",
            Refused("predict", "run", "new.csv", "--samples", "0"),
            StringComparison.Ordinal
        );
        Write("c.yaml", Flowers);
        Done("train", "c.yaml", "--out", "plain", "--quiet");
        Assert.Contains("has no dropout to sample", Refused("predict", "plain", "new.csv", "--samples", "5"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_told_apart_by_the_names_of_its_classes_when_the_training_data_are_gone()
    {
        Write("mine/flowers.csv", Table());
        Write("mine/c.yaml", Flowers);
        Done("train", "mine/c.yaml", "--out", "run", "--quiet");
        File.Delete(At("mine/flowers.csv"));
        Write("new.csv", "colour,id,height\nred,1,12\nblue,1,3\n");
        var predictions = Tool.Json(Done("predict", "run", "new.csv", "--json").Out).GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(["rose", "iris"], predictions.Select(it => it.GetProperty("name").GetString()));
        Assert.Equal([1, 0], predictions.Select(it => it.GetProperty("class").GetInt64()));
        Assert.All(predictions, it => Assert.InRange(it.GetProperty("probability").GetDouble(), 0.6, 1));
        Assert.Contains("new.csv[1]: iris, ", Done("predict", "run", "new.csv").Out, StringComparison.Ordinal);

        Write("bad.csv", "colour,id,height\nred,1,tall\n");
        Assert.Contains(
            "bad.csv, line 2, column 'height': the cell holds 'tall', but the model was trained on numbers there.",
            Refused("predict", "run", "bad.csv"),
            StringComparison.Ordinal
        );
        Write("bad.csv", "colour,id\nred,1\n");
        Assert.Contains("bad.csv has no column 'height'.", Refused("predict", "run", "bad.csv"), StringComparison.Ordinal);
        Assert.Contains(
            "new.txt is of no kind that can be read. Give .png",
            Refused("predict", "run", "new.txt"),
            StringComparison.Ordinal
        );
        Assert.Contains("flowers.csv cannot be read: there is no such file.", Refused("eval", "run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_of_a_config_still_lead_to_the_data_when_a_run_is_measured_or_goes_on()
    {
        Write("mine/flowers.csv", Table());
        Write("mine/c.yaml", Flowers);
        Done("train", "mine/c.yaml", "--out", "run", "--quiet", "--set", "train.max-steps=5");
        var (output, error) = Done("eval", "run", "--json");
        var metrics = Tool.Json(output).GetProperty("metrics");
        Assert.InRange(metrics.GetProperty("f1").GetDouble(), 0, 1);
        Assert.Contains("test f1", error, StringComparison.Ordinal);
        Assert.Equal(
            12,
            Tool.Json(Done("train", "--resume", "run", "--set", "train.max-steps=12", "--json").Out).GetProperty("steps").GetInt64()
        );
    }

    [Fact]
    public void Pictures_of_any_size_are_resized_as_in_training()
    {
        foreach (var (name, colour) in (ReadOnlySpan<(string, SKColor)>)[("dark", SKColors.Black), ("light", SKColors.White)])
            for (var i = 0; i < 20; i++)
                Picture($"photos/{name}/{i}.png", 6 + (i % 3), colour);
        Write(
            "c.yaml",
            """
            data: { name: images, path: photos, size: [6, 6], channels: 1, cache: false, batch: 8 }
            model: { name: mlp, hidden: [8] }
            optimizer: { name: adam, lr: 0.01 }
            train: { epochs: 8, threads: 1 }
            """
        );
        Done("train", "c.yaml", "--out", "run", "--quiet");
        Directory.Delete(At("photos"), recursive: true);
        Picture("new/large.png", 40, SKColors.White);
        Picture("new/small.jpg", 6, SKColors.Black);
        Assert.Equal(
            ["new/large.png: light", "new/small.jpg: dark"],
            Done("predict", "run", "new/large.png", "new/small.jpg").Out.TrimEnd().Split('\n').Select(line => line.Split(',')[0])
        );
    }

    [Fact]
    public void Regression_is_learned_measured_and_predicts_numbers()
    {
        Write(
            "t.csv",
            "a,b,y\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{i % 20},{i % 7},{(2 * (i % 20)) - (3 * (i % 7))}\n"))
        );
        Write(
            "c.yaml",
            """
            data: { name: csv, path: t.csv, target: y, task: regression, batch: 32 }
            model: { name: mlp, hidden: [32] }
            loss: mse
            optimizer: { name: adam, lr: 0.02 }
            train: { epochs: 60, threads: 1 }
            """
        );
        var trained = Tool.Json(Done("train", "c.yaml", "--out", "run", "--json").Out);
        Assert.True(trained.GetProperty("metrics").GetProperty("r2").GetDouble() > 0.99, $"{trained}");
        Write("new.csv", "a,b\n10,2\n3,5\n");
        var values = Tool.Json(Done("predict", "run", "new.csv", "--json").Out)
            .GetProperty("predictions")
            .EnumerateArray()
            .Select(it => Assert.Single(it.GetProperty("values").EnumerateArray()).GetDouble())
            .ToArray();
        Assert.InRange(values[0], 14 - 2, 14 + 2);
        Assert.InRange(values[1], -9 - 2, -9 + 2);
    }

    [Fact]
    public void A_drawn_task_of_numbers_runs_from_end_to_end()
    {
        Write(
            "c.yaml",
            """
            data: { name: adding, samples: 600, length: 6 }
            model: { name: gru, width: 16 }
            loss: huber
            optimizer: { name: adam, lr: 0.01 }
            train: { epochs: 40, threads: 1 }
            """
        );
        var trained = Tool.Json(Done("train", "c.yaml", "--out", "run", "--json").Out);
        Assert.True(trained.GetProperty("metrics").GetProperty("r2").GetDouble() > 0.5, $"{trained}");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, trained.GetProperty("testAccuracy").ValueKind);
        Assert.Equal(
            trained.GetProperty("testLoss").GetRawText(),
            Tool.Json(Done("eval", "run", "--json").Out).GetProperty("testLoss").GetRawText()
        );
    }

    private void Picture(string path, int side, SKColor colour)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        using var bitmap = new SKBitmap(side, side);
        bitmap.Erase(colour);
        using var file = File.Create(At(path));
        bitmap.Encode(file, path.EndsWith("png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 95);
    }
}
