using SkiaSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A file read by the saved format of a data set is the input that the data set made of it, bit for bit.</summary>
[TensorTests]
public sealed class SampleFormatTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private static SampleFormat Reloaded(Dataset data)
    {
        var text = data.Format.Save();
        var format = SampleFormat.Load(text);
        Assert.Equal(text, format.Save());
        Assert.Equal(data.InputShape, format.InputShape);
        Assert.Equal(data.Outputs, format.Outputs);
        Assert.Equal(data.ClassNames, format.ClassNames);
        return format;
    }

    // the files hold the samples in the order of the data, of which the test set is a part
    private static void Same(Dataset data, Tensor read) =>
        Assert.All(Enumerable.Range(0, (int)data.TestX.shape[0]), i =>
            Assert.Contains(Enumerable.Range(0, (int)read.shape[0]), k => read[k].allclose(data.TestX[i], rtol: 0, atol: 0))
        );

    [Fact]
    public void Table()
    {
        using var scope = NewDisposeScope();
        _temporary.Bytes(
            "t.csv",
            System.Text.Encoding.UTF8.GetBytes(
                "height,colour,kind\n"
                    + string.Concat(
                        Enumerable.Range(0, 20).Select(i => $"{i * 1.7},{(i % 3 == 0 ? "red" : "blue")},{(i % 2 == 0 ? "rose" : "iris")}\n")
                    )
            )
        );
        using var data = Datasets.Csv(_temporary.Path("t.csv"), new() { Target = "kind" });
        Same(data, Reloaded(data).Read(_temporary.Path("t.csv")));
    }

    [Theory]
    [InlineData("preis;1.234,50;999,00;kind", "1.300,25", "1300,25")]
    [InlineData("preis;0,5;12,75;kind", "1.300,25", "1300,25")]
    [InlineData("preis;$1,234.50;$999.00;kind", "$1,300.25", "$1300.25")]
    [InlineData("preis;ja;nein;kind", "JA", "ja")]
    [InlineData("preis;13/4/2021;1/2/2021;kind", "3/4/2021", "03/04/2021")]
    [InlineData("preis;2021-01-01 10:00;2021-02-03 11:30;kind", "2021-03-01 12:15", "2021-03-01T12:15:00")]
    [InlineData("preis;10:00;11:30;kind", "12:15", "12:15:00")]
    public void Another_table_is_read_with_the_decisions_of_the_training(string trained, string cell, string same)
    {
        using var scope = NewDisposeScope();
        var parts = trained.Split(';');
        _temporary.Text(
            "t.csv",
            "preis;kind\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{parts[1 + (i % 2)]};{(i % 2 == 0 ? "x" : "y")}\n"))
        );
        using var data = Datasets.Csv(_temporary.Path("t.csv"), new() { Target = "kind" }, new() { Normalize = Normalization.None });
        var format = Reloaded(data);
        Same(data, format.Read(_temporary.Path("t.csv")));
        var read = format.Read(_temporary.Text("new.csv", $"preis;more\n{cell};1\n{same};2\n"));
        Assert.Equal(read[0].data<float>().ToArray(), read[1].data<float>().ToArray());
        if (cell.Contains("300", StringComparison.Ordinal))
            Assert.Equal(1300.25f, read[0].item<float>());
    }

    [Theory]
    [InlineData("1,5;2,5", "1.5", "the cell holds '1.5', which is no number with a decimal comma, as was chosen.")]
    [InlineData("1.5;2.5", "1,5", "the cell holds '1,5', which is no number with a decimal point, as was chosen.")]
    [InlineData("1;2", "three", "the cell holds 'three', but the model was trained on numbers there. Correct it.")]
    [InlineData("1;2", "2021-01-01", "the cell holds '2021-01-01', but the model was trained on numbers there. Correct it.")]
    [InlineData("1;2", "$5", "the cell holds '$5', but the model was trained on numbers without a sign there. Write them alike.")]
    [InlineData(
        "15%;20%",
        "0.15",
        "the cell holds '0.15', but the model was trained on numbers with the sign '%' there. Write them alike."
    )]
    [InlineData("1;2", "", "the cell holds '', which is no value, and the model was trained without gaps there.")]
    [InlineData("1;2", "inf", "inf is infinite.")]
    [InlineData("yes;no", "maybe", "the cell holds 'maybe', but the model was trained on 'yes' or 'no' there. Correct it.")]
    [InlineData("2021-01-01;2021-01-02", "5", "the cell holds '5', but the model was trained on dates there. Correct it.")]
    [InlineData("13/4/2021;1/2/2021", "4/13/2021", "the cell holds '4/13/2021', which is no date with the day first")]
    public void What_is_written_otherwise_than_in_the_training_is_refused(string trained, string cell, string message)
    {
        var parts = trained.Split(';');
        _temporary.Text(
            "t.csv",
            "v;kind\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{parts[i % 2]};{(i % 2 == 0 ? "x" : "y")}\n"))
        );
        using var data = Datasets.Csv(_temporary.Path("t.csv"), new() { Target = "kind" });
        var file = _temporary.Text("new.csv", $"v;other\n{cell};1\n");
        Assert.StartsWith($"{file}, line 2, column 'v': {message}", Assert.Throws<DatasetException>(() => data.Format.Read(file)).Message);
    }

    [Fact]
    public void A_text_that_the_training_did_not_have_is_said_and_a_gap_is_filled_as_there()
    {
        using var scope = NewDisposeScope();
        _temporary.Text(
            "t.csv",
            "v,colour,kind\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 40)
                        .Select(i => $"{(i % 5 == 0 ? "" : i)},{(i % 3 == 0 ? "red" : "blue")},{(i % 2 == 0 ? "x" : "y")}\n")
                )
        );
        using var data = Datasets.Csv(_temporary.Path("t.csv"), new() { Target = "kind", Missing = MissingCells.Median });
        var read = Reloaded(data).Read(_temporary.Text("new.csv", "colour,v\ngreen,1\nred,\nNA,3\n"), out var notes);
        Assert.Equal(["colour: 1 row holds a text that the training did not have ('green'): all its inputs are 0 there"], notes);
        Assert.Equal([3, 2 + 2], read.shape);
        Assert.Equal([0f, 1, 0], read.select(1, 1).data<float>().ToArray()); // where v is missing
        Assert.Equal([0f, 1, 0], read.narrow(1, 2, 2).sum(1).data<float>().ToArray());
    }

    [Fact]
    public void Arrays()
    {
        using var scope = NewDisposeScope();
        _temporary.Bytes("y.npy", Temporary.Npy(arange(10) % 2));
        _temporary.Bytes("x.npy", Temporary.Npy(randn(10, 3)));
        using (var data = Datasets.Npy(_temporary.Path("x.npy"), _temporary.Path("y.npy")))
            Same(data, Reloaded(data).Read(_temporary.Path("x.npy")));
        _temporary.Bytes("s.npz", Temporary.Npz(("inputs", Temporary.Npy(randn(10, 3))), ("labels", Temporary.Npy(arange(10) % 2))));
        using (var data = Datasets.Npz(_temporary.Path("s.npz"), "inputs", "labels"))
            Same(data, Reloaded(data).Read(_temporary.Path("s.npz")));
    }

    [Fact]
    public void Pictures()
    {
        using var scope = NewDisposeScope();
        string[] names = ["p/a/1.png", "p/a/2.png", "p/b/1.png", "p/b/2.png"];
        for (var i = 0; i < names.Length; i++)
            _temporary.Picture(names[i], 5, 7, new SKColor((byte)(40 * i), 90, 200), SKColors.Black);
        using var data = Datasets.Images(_temporary.Path("p"), new() { Size = (4, 4), Cache = false }, new() { Split = new(Test: 0.5) });
        var format = Reloaded(data);
        Same(data, cat([.. names.Select(name => format.Read(_temporary.Path(name)))]));
    }

    [Fact]
    public void Symbols()
    {
        using var scope = NewDisposeScope();
        using var data = Datasets.Synthetic(SyntheticTasks.MarkovText(), 50);
        var format = Reloaded(data);
        Assert.Equal(data.Symbols, format.Symbols);
        _temporary.Bytes("x.npy", Temporary.Npy(data.TestX));
        Assert.True(format.Read(_temporary.Path("x.npy")).allclose(data.TestX, rtol: 0, atol: 0));
        _temporary.Bytes("x.npy", Temporary.Npy(data.TestX + 100));
        Assert.Contains(
            $"the model knows 0 to {data.Symbols - 1}",
            Assert.Throws<DatasetException>(() => format.Read(_temporary.Path("x.npy"))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"InputShape\":3}")]
    public void What_is_no_format_is_refused(string text) => Assert.Throws<FormatException>(() => SampleFormat.Load(text));
}
