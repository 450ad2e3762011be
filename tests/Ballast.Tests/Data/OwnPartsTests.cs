using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// Training, validation and test from files of their own: nothing of the others is learned, and all speak of the same classes.
/// </summary>
[TensorTests]
public sealed class OwnPartsTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private string Error(Action load) =>
        Assert.Throws<DatasetException>(load).Message.Replace(_temporary.Folder + "/", "", StringComparison.Ordinal);

    private PartSource Text(string name, string text) => new(_temporary.Text(name, text));

    private Dataset Csv(DataOptions options, CsvOptions? csv = null) =>
        Datasets.Csv(
            _temporary.Text("train.csv", "a,c,kind\n1,red,rose\n2,blue,iris\n3,red,rose\n4,blue,iris\n5,red,iris\n"),
            csv ?? new() { Target = "kind" },
            options
        );

    [Fact]
    public void Tables()
    {
        using var data = Csv(
            new()
            {
                TestSource = Text("test.csv", "kind,more,c,a\nrose,0,green,100\niris,0,blue,200\n"),
                ValidationSource = Text("val.csv", "a,c,kind\n7,red,rose\n"),
            }
        );
        Assert.Equal((5, 1, 2), (data.Train.Count, data.Validation!.Count, data.Test.Count));
        Assert.Equal(["iris", "rose"], data.ClassNames);
        Assert.Equal(3, data.Scaling.Offset[0], 1e-6); // the mean of the training file
        Assert.Equal(0, data.TestX[0].narrow(0, 1, 2).abs().sum().item<float>()); // a colour that training does not have
        Assert.Equal([1, 0], data.TestY.data<long>().ToArray());
        Assert.True(data.TestX[0, 0].item<float>() > 60);
    }

    [Fact]
    public void What_has_no_file_is_split_off_the_training_file()
    {
        using var data = Csv(new() { TestSource = Text("test.csv", "a,c,kind\n9,red,rose\n"), Split = new(Validation: 0.2, Test: 0.9) });
        Assert.Equal((4, 1, 1), (data.Train.Count, data.Validation!.Count, data.Test.Count));
        using var other = Csv(
            new() { ValidationSource = Text("val.csv", "a,c,kind\n9,red,rose\n"), Split = new(Validation: 0.9, Test: 0.2) }
        );
        Assert.Equal((4, 1, 1), (other.Train.Count, other.Validation!.Count, other.Test.Count));
    }

    [Fact]
    public void Tables_that_do_not_fit_are_told_by_file_and_line()
    {
        Assert.Equal(
            "test.csv has no column 'c', which train.csv has. Its header has a, kind. Add it, or leave it out of both with ignore: [c].",
            Error(() => Csv(new() { TestSource = Text("test.csv", "a,kind\n1,rose\n") }))
        );
        Assert.Contains(
            "test.csv has no column 'kind', which train.csv has.",
            Error(() => Csv(new() { TestSource = Text("test.csv", "a,c\n1,red\n") })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "rows without a target are for ballast predict.",
            Error(() => Csv(new() { TestSource = Text("test.csv", "a,c\n1,red\n") })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "test.csv, line 3, column 'kind': no row of train.csv, which is trained on, has the class 'tulip'.",
            Error(() => Csv(new() { TestSource = Text("test.csv", "a,c,kind\n1,red,rose\n1,red,tulip\n") })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "test.csv, line 2, column 'a': the cell holds 'tall'",
            Error(() => Csv(new() { TestSource = Text("test.csv", "a,c,kind\ntall,red,rose\n") })),
            StringComparison.Ordinal
        );
        using var ignored = Csv(new() { TestSource = Text("test.csv", "a,kind\n1,rose\n") }, new() { Target = "kind", Ignore = ["c"] });
        Assert.Equal(1, ignored.Test.Count);
    }

    private string Npz(string name, Tensor x, Tensor y, string inputs = "x", string targets = "y")
    {
        _temporary.Bytes(name, Temporary.Npz((inputs, Temporary.Npy(x)), (targets, Temporary.Npy(y))));
        return _temporary.Path(name);
    }

    [Fact]
    public void Arrays()
    {
        var train = Npz("train.npz", ones(6, 2) * arange(6).unsqueeze(1), arange(6) % 3);
        using (var data = Datasets.Npz(train, options: new() { TestSource = new(Npz("test.npz", full(4, 2, 9f), arange(4) % 3)) }))
        {
            Assert.Equal((6, 4), (data.Train.Count, data.Test.Count));
            Assert.Equal(2.5, data.Scaling.Offset[0], 1e-6);
        }

        // all in one archive, as the MNIST of Keras has them
        _temporary.Bytes(
            "all.npz",
            Temporary.Npz(
                ("x_train", Temporary.Npy(randn(6, 2))),
                ("y_train", Temporary.Npy(arange(6) % 2)),
                ("x_test", Temporary.Npy(randn(3, 2))),
                ("y_test", Temporary.Npy(arange(3) % 2))
            )
        );
        using (
            var data = Datasets.Npz(
                _temporary.Path("all.npz"),
                "x_train",
                "y_train",
                options: new() { TestSource = new(Inputs: "x_test", Targets: "y_test") }
            )
        )
            Assert.Equal((6, 3), (data.Train.Count, data.Test.Count));

        string x = _temporary.Bytes("x.npy", Temporary.Npy(randn(6, 2))),
            y = _temporary.Bytes("y.npy", Temporary.Npy(arange(6) % 2));
        string tx = _temporary.Bytes("tx.npy", Temporary.Npy(randn(2, 2))),
            ty = _temporary.Bytes("ty.npy", Temporary.Npy(arange(2) % 2));
        using (var data = Datasets.Npy(x, y, options: new() { ValidationSource = new(Inputs: tx, Targets: ty), Split = new(Test: 0.4) }))
            Assert.Equal((4, 2, 2), (data.Train.Count, data.Validation!.Count, data.Test.Count));

        Assert.Contains(
            "train.npz: training inputs are [2] each, other.npz inputs [3].",
            Error(() => Datasets.Npz(train, options: new() { TestSource = new(Npz("other.npz", randn(4, 3), arange(4) % 3)) })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "other.npz has the label 3, but the labels of train.npz, which is trained on, end at 2.",
            Error(() => Datasets.Npz(train, options: new() { TestSource = new(Npz("other.npz", randn(4, 2), arange(4))) })),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Pictures()
    {
        foreach (var (part, kinds) in (ReadOnlySpan<(string, string[])>)[("train", ["cat", "dog", "hen"]), ("test", ["hen", "cat"])])
        foreach (var kind in kinds)
            for (var i = 0; i < 3; i++)
                _temporary.Picture($"p/{part}/{kind}/{i}.png", 4, 4, new SKColor((byte)(kind[0] * 2), 0, 0), SKColors.Black);
        DataOptions options = new() { TestSource = new(_temporary.Path("p/test")) };
        using var data = Datasets.Images(_temporary.Path("p/train"), new() { Cache = false }, options);
        Assert.Equal((9, 6), (data.Train.Count, data.Test.Count));
        Assert.Equal(["cat", "dog", "hen"], data.ClassNames);
        Assert.Equal([0, 0, 0, 2, 2, 2], data.TestY.data<long>().ToArray());
        _temporary.Picture("p/test/cow/0.png", 4, 4, SKColors.Red, SKColors.Black);
        Assert.Contains(
            "the class 'cow' is not trained on; there are cat, dog, hen",
            Error(() => Datasets.Images(_temporary.Path("p/train"), new() { Cache = false }, options)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "It holds folders: if those are the classes, give data.path: p/train and data.test: p/test.",
            Error(() => Datasets.Images(_temporary.Path("p"), new() { Cache = false })),
            StringComparison.Ordinal
        );
    }
}
