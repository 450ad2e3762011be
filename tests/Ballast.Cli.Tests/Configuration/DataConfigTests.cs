namespace Ballast.Cli.Tests;

public sealed class DataConfigTests
{
    private const string Rest = "\nmodel: mlp\noptimizer: sgd\n";

    private static DataConfig Data(string text, params string[] settings) =>
        TrainConfig.Parse($"data: {text}{Rest}", "/configs/c.yaml", settings).Data;

    private static string Error(string text) => Assert.Throws<ConfigException>(() => Data(text)).Message;

    /// <summary>What a source looks for, from its own complaint that it is not there.</summary>
    private static string LooksFor(DataConfig data) => Assert.Throws<DatasetException>(() => data.Source.Load(data.Options)).Message;

    [Theory]
    [InlineData("{ name: csv, path: t.csv, target: y }", "/configs/t.csv cannot be read")]
    [InlineData("{ name: csv, path: /else/t.csv, target: y }", "/else/t.csv cannot be read")]
    [InlineData("{ name: npz, path: sub/s.npz }", "/configs/sub/s.npz cannot be read")]
    [InlineData("{ name: npy, inputs: x.npy, targets: y.npy }", "/configs/x.npy cannot be read")]
    [InlineData("{ name: images, path: photos/ }", "/configs/photos/ cannot be read")]
    [InlineData("{ name: idx, path: folder/ }", "/configs/folder/train-images-idx3-ubyte is missing")]
    public void A_path_in_a_file_is_relative_to_the_file(string text, string message) => Assert.StartsWith(message, LooksFor(Data(text)));

    [Fact]
    public void A_path_on_the_command_line_is_relative_to_the_current_folder() =>
        Assert.StartsWith("other.csv cannot be read", LooksFor(Data("{ name: csv, path: t.csv, target: y }", "data.path=other.csv")));

    [Fact]
    public void Defaults()
    {
        Assert.Equal(
            (new DataOptions(), 64),
            (Data("{ name: csv, path: t.csv, target: y }").Options, Data("{ name: npz, path: s.npz }").Batch)
        );
        Assert.Equal(new DataOptions { Split = new(Test: 0) }, Data("{ name: idx, path: folder }").Options);
        Assert.Equal(new DataOptions { Normalize = Normalization.None }, Data("circle").Options);
        Assert.Null(Data("{ name: images, path: p }").Augment);
    }

    [Fact]
    public void Parts_of_their_own_are_files_beside_the_config()
    {
        Assert.Equal(
            ("/configs/u.csv", "/configs/v.csv"),
            Data("{ name: csv, path: t.csv, target: y, test: u.csv, validation: v.csv }").Options is var it
                ? (it.TestSource!.Path, it.ValidationSource!.Path)
                : default
        );
        Assert.Equal(0, Data("{ name: csv, path: t.csv, target: y, test: u.csv }").Options.Split.Test);
        Assert.Equal(new PartSource("/configs/u.npz"), Data("{ name: npz, path: s.npz, test: u.npz }").Options.TestSource);
        Assert.Equal(
            new PartSource(Inputs: "x_test", Targets: "y_test"),
            Data("{ name: npz, path: s.npz, inputs: x_train, test: { inputs: x_test, targets: y_test } }").Options.TestSource
        );
        Assert.Equal(
            new PartSource(Inputs: "/configs/a.npy", Targets: "/configs/b.npy"),
            Data("{ name: npy, inputs: x.npy, targets: y.npy, test: { inputs: a.npy, targets: b.npy } }").Options.TestSource
        );
        Assert.Equal(new PartSource("/configs/p/test"), Data("{ name: images, path: p/train, test: p/test }").Options.TestSource);
    }

    /// <summary>Whole numbers are symbols where the model embeds them, and only there: a table of whole numbers stays one.</summary>
    [Theory]
    [InlineData("mlp", false)]
    [InlineData("gru", true)]
    [InlineData("transformer", true)]
    [InlineData("{ layers: [ { type: embedding, out: 4 }, { type: gru, out: 4 } ] }", true)]
    [InlineData("{ layers: [ { type: linear, out: 4 } ] }", false)]
    public void The_model_says_what_whole_numbers_are(string model, bool symbols) =>
        Assert.Equal(
            symbols,
            TrainConfig
                .Parse(
                    $"data: {{ name: npz, path: s.npz }}\nmodel: {model}\noptimizer: sgd\n"
                        + $"loss: {{ name: cross-entropy, ignore-index: -1 }}\n",
                    "c.yaml"
                )
                .Data.Options
                is { IgnoredLabel: -1 } it
                && it.Symbols
        );

    [Fact]
    public void Counts_are_not_scaled() =>
        Assert.Contains(
            "poisson-nll counts them as they are",
            Assert
                .Throws<ConfigException>(() =>
                    TrainConfig.Parse(
                        "data: { name: csv, path: t.csv, target: y, target-scale: standard }\nloss: poisson-nll" + Rest,
                        "c.yaml"
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_plain_name_draws_a_task()
    {
        var data = Data("adding", "data.samples=50", "data.length=9", "data.split.test=0.5");
        using var drawn = data.Source.Load(data.Options);
        Assert.Equal((25, 25), (drawn.Train.Count, drawn.Test.Count));
        Assert.Equal([9, 2], drawn.InputShape);
    }

    [Theory]
    [InlineData("cvs", "data is cvs; it must be one of")]
    [InlineData("cvs", "Did you mean 'csv'?")]
    [InlineData("csv", "data.path is missing. Add it, for instance 'path: table.csv'.")]
    [InlineData("{ name: csv, path: t.csv }", "data.target is missing. Add it, for instance 'target: price'.")]
    [InlineData("{ name: csv, path: t.csv, tarjet: y }", "data.tarjet is not a setting of csv. Did you mean 'target'?")]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, task: ranking }",
        "data.task is ranking; it must be one of classification, regression."
    )]
    [InlineData("{ name: csv, path: t.csv, target: y, ignore: id }", "data.ignore is id; it must be a list of columns, for instance [id].")]
    [InlineData("{ name: csv, path: t.csv, target: y, augment: { flip: true } }", "data.augment is not a setting of csv.")]
    [InlineData("{ name: images, path: p, size: 32 }", "data.size is 32; it must be a list of rows and columns, for instance [32, 32].")]
    [InlineData("{ name: images, path: p, size: [32, 0] }", "data.size[1] is 0; it must be a whole number from 1 to 16384.")]
    [InlineData("{ name: images, path: p, channels: 2 }", "data.channels is 2; it must be one of 1, 3.")]
    [InlineData(
        "{ name: images, path: p, augment: { flop: true } }",
        "data.augment.flop is not a setting of augment. Did you mean 'flip'?"
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, split: { test: 0 } }",
        "data.split.test is 0; it must be a finite number above 0 and below 1."
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, split: { test: 0.5, validation: 0.5 } }",
        "data.split sets aside 0.5 for validation and 0.5 for the test, which leaves nothing to train on."
    )]
    [InlineData(
        "{ name: idx, path: p, split: { test: 0.2 } }",
        "data.split.test is not a setting of this split: the data have a test set of their own."
    )]
    [InlineData("{ name: echo, length: 3, delay: 5 }", "length is 3 but must be at least 6.")]
    [InlineData(
        "{ name: csv, path: t.csv, target: [] }",
        "data.target is a list; it must be a column, or a list of columns, for instance [low, high]."
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, window: { horizon: 2 } }",
        "data.window.length is missing. Add it, for instance 'length: 24'."
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, window: { length: 3, horizon: 0 } }",
        "data.window.horizon is 0; it must be a whole number from 1 to 1000000."
    )]
    [InlineData("{ name: csv, path: t.csv, target: y, window: { length: 3, group: s } }", "data.window.group is not a setting of window.")]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, window: { length: 3 }, split: { seed: 2 } }",
        "data.split.seed has nothing to say here: windows are split in the order of time. Remove it."
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, test: u.csv, split: { test: 0.2 } }",
        "data.split.test has nothing to say here: data.test names a test set."
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, validation: u.csv, split: { validation: 0.2 } }",
        "data.split.validation has nothing to say here: data.validation names a validation set."
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: y, target-scale: logarithm }",
        "data.target-scale is logarithm; it must be one of none, standard, log, log1p."
    )]
    [InlineData("{ name: csv, path: t.csv, target: y, padding: 0 }", "data.padding is not a setting of csv.")]
    [InlineData("{ name: npz, path: s.npz, test: {} }", "data.test is a mapping; it must be a mapping that says where the samples are.")]
    [InlineData("{ name: npz, path: s.npz, test: { input: x } }", "data.test.input is not a setting of test. Did you mean 'inputs'?")]
    [InlineData("{ name: circle, length: 3 }", "data.length is not a setting of circle.")]
    public void Says_what_is_wrong(string text, string message) => Assert.Contains(message, Error(text), StringComparison.Ordinal);
}
