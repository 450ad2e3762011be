namespace Ballast.Cli.Tests.Commands;

/// <summary>Weights that do not fit the classes are found before anything is trained; those that do are used.</summary>
public sealed class ClassWeightTests : IDisposable
{
    private readonly Tool _tool = new();

    public ClassWeightTests() =>
        File.WriteAllText(
            Path.Combine(_tool.Folder, "t.csv"),
            "a,kind\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(i => $"{(i * 37 % 100) / (i % 10 == 0 ? 100.0 : 50)},{(i % 10 == 0 ? "spam" : "ham")}\n")
                )
        );

    public void Dispose() => _tool.Dispose();

    private (int Exit, string Out, string Error) Train(string loss) =>
        _tool.Run("train", Config(loss), "--json", "--out", $"run{Guid.NewGuid():N}");

    private string Config(string loss)
    {
        File.WriteAllText(
            Path.Combine(_tool.Folder, "c.yaml"),
            $"data: {{ name: csv, path: t.csv, target: kind, batch: 16 }}\nmodel: {{ name: mlp, hidden: [8] }}\nloss: {loss}\n"
                + $"optimizer: {{ name: adam, lr: 0.02 }}\ntrain: {{ epochs: 30, threads: 1, checkpoint: none }}\n"
        );
        return "c.yaml";
    }

    [Theory]
    [InlineData(
        "{ name: cross-entropy, weight: [1] }",
        "loss.weight has 1 number, but the data have 2 classes (ham, spam). Give one number per class, numbers by name, or balanced."
    )]
    [InlineData("{ name: cross-entropy, weight: [1, 2, 3] }", "loss.weight has 3 numbers, but the data have 2 classes (ham, spam).")]
    [InlineData(
        "{ name: cross-entropy, weight: { spma: 2 } }",
        "loss.weight names the class 'spma', which the data do not have. Did you mean 'spam'? There are ham, spam."
    )]
    [InlineData(
        "{ name: bce-with-logits, pos-weight: [1, 2] }",
        "loss.pos-weight has 2 numbers, but two classes have one logit. Give one number, numbers by name, or balanced."
    )]
    [InlineData(
        "{ name: bce-with-logits, pos-weight: { ham: 2 } }",
        "loss.pos-weight names 'ham', but of two classes it weighs only label 1, 'spam'."
    )]
    [InlineData(
        "{ name: cross-entropy, weight: evenly }",
        "loss.weight is evenly; it must be a list of numbers, one per class, numbers by class such as { spam: 5, ham: 1 }, or balanced."
    )]
    public void What_does_not_fit_is_bad_input(string loss, string message)
    {
        var (exit, _, error) = Train(loss);
        Assert.True(exit == 2, error);
        Assert.Contains(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_tool.Folder));
    }

    /// <summary>Numbers to predict have no classes to weigh.</summary>
    [Theory]
    [InlineData("{ name: cross-entropy, weight: [1, 2] }", "loss.weight weighs classes, but the data have numbers to predict.")]
    [InlineData("{ name: cross-entropy, weight: balanced }", "loss.weight weighs classes, but the data have numbers to predict.")]
    [InlineData(
        "{ name: bce-with-logits, pos-weight: { spam: 2 } }",
        "loss.pos-weight weighs classes, but the data have numbers to predict."
    )]
    [InlineData("{ name: bce-with-logits, pos-weight: [1, 2] }", "loss: bce-with-logits has 2 positive weights, but there are 1 logits.")]
    public void Numbers_have_no_weights_by_class(string loss, string message)
    {
        var (exit, _, error) = _tool.Run(
            "train",
            Config(loss),
            "--json",
            "--out",
            "run",
            "--set",
            "data={ name: csv, path: t.csv, target: a, task: regression, batch: 16 }"
        );
        Assert.True(exit == 2, error);
        Assert.Contains(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>One of ten is spam, all of it where there is four times as much ham: unweighted it is never said, weighted it is.</summary>
    [Theory]
    [InlineData("cross-entropy", false)]
    [InlineData("{ name: cross-entropy, weight: balanced }", true)]
    [InlineData("{ name: cross-entropy, weight: { spam: 9 } }", true)]
    [InlineData("{ name: bce-with-logits, pos-weight: balanced }", true)]
    [InlineData("{ name: bce-with-logits, pos-weight: { spam: 9 } }", true)]
    public void A_rare_class_is_said(string loss, bool said)
    {
        File.AppendAllText(Path.Combine(_tool.Folder, Config(loss)), "metrics: [recall]\n");
        var (exit, output, error) = _tool.Run("train", "c.yaml", "--json", "--out", "weighted");
        Assert.True(exit == 0, error);
        var weighted = Tool.Json(output).GetProperty("metricDetails").GetProperty("recall")[1].GetDouble();
        Assert.True(said ? weighted >= 0.7 : weighted <= 0.3, output);
    }
}
