namespace Ballast.Cli.Tests;

public sealed class DataConfigTests
{
    private const string Rest = "\nmodel: mlp\noptimizer: sgd\n";

    private static DataConfig Data(string text, params string[] settings) => TrainConfig.Parse($"data: {text}{Rest}", "/configs/c.yaml", settings).Data;

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
        Assert.Equal((new DataOptions(), 64), (Data("{ name: csv, path: t.csv, target: y }").Options, Data("{ name: npz, path: s.npz }").Batch));
        Assert.Equal(new DataOptions { Split = new(Test: 0) }, Data("{ name: idx, path: folder }").Options);
        Assert.Equal(new DataOptions { Normalize = Normalization.None }, Data("circle").Options);
        Assert.Null(Data("{ name: images, path: p }").Augment);
    }

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
    [InlineData("{ name: csv, path: t.csv, target: y, task: ranking }", "data.task is ranking; it must be one of classification, regression.")]
    [InlineData("{ name: csv, path: t.csv, target: y, ignore: id }", "data.ignore is id; it must be a list of columns, for instance [id].")]
    [InlineData("{ name: csv, path: t.csv, target: y, augment: { flip: true } }", "data.augment is not a setting of csv.")]
    [InlineData("{ name: images, path: p, size: 32 }", "data.size is 32; it must be a list of rows and columns, for instance [32, 32].")]
    [InlineData("{ name: images, path: p, size: [32, 0] }", "data.size[1] is 0; it must be a whole number from 1 to 16384.")]
    [InlineData("{ name: images, path: p, channels: 2 }", "data.channels is 2; it must be one of 1, 3.")]
    [InlineData("{ name: images, path: p, augment: { flop: true } }", "data.augment.flop is not a setting of augment. Did you mean 'flip'?")]
    [InlineData("{ name: csv, path: t.csv, target: y, split: { test: 0 } }", "data.split.test is 0; it must be a finite number above 0 and below 1.")]
    [InlineData("{ name: csv, path: t.csv, target: y, split: { test: 0.5, validation: 0.5 } }", "data.split sets aside 0.5 for validation and 0.5 for the test, which leaves nothing to train on.")]
    [InlineData("{ name: idx, path: p, split: { test: 0.2 } }", "data.split.test is not a setting of this split: the data have a test set of their own.")]
    [InlineData("{ name: echo, length: 3, delay: 5 }", "length is 3 but must be at least 6.")]
    [InlineData("{ name: circle, length: 3 }", "data.length is not a setting of circle.")]
    public void Says_what_is_wrong(string text, string message) => Assert.Contains(message, Error(text), StringComparison.Ordinal);
}
