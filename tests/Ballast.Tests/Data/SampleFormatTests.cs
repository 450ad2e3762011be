using SkiaSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A file read by the saved format of a data set is the input that the data set made of it, bit for bit.</summary>
[KeepsTensors]
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
        Assert.All(Enumerable.Range(0, (int)data.TestX.shape[0]), i => Assert.Contains(Enumerable.Range(0, (int)read.shape[0]), k => read[k].allclose(data.TestX[i], rtol: 0, atol: 0)));

    [Fact]
    public void Table()
    {
        using var scope = NewDisposeScope();
        _temporary.Bytes("t.csv", System.Text.Encoding.UTF8.GetBytes("height,colour,kind\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i * 1.7},{(i % 3 == 0 ? "red" : "blue")},{(i % 2 == 0 ? "rose" : "iris")}\n"))));
        using var data = Datasets.Csv(_temporary.Path("t.csv"), new() { Target = "kind" });
        Same(data, Reloaded(data).Read(_temporary.Path("t.csv")));
    }

    [Fact]
    public void Arrays()
    {
        using var scope = NewDisposeScope();
        _temporary.Bytes("y.npy", Temporary.Npy(arange(10) % 2));
        _temporary.Bytes("x.npy", Temporary.Npy(randn(10, 3)));
        using (var data = Datasets.Npy(_temporary.Path("x.npy"), _temporary.Path("y.npy"))) Same(data, Reloaded(data).Read(_temporary.Path("x.npy")));
        _temporary.Bytes("s.npz", Temporary.Npz(("inputs", Temporary.Npy(randn(10, 3))), ("labels", Temporary.Npy(arange(10) % 2))));
        using (var data = Datasets.Npz(_temporary.Path("s.npz"), "inputs", "labels")) Same(data, Reloaded(data).Read(_temporary.Path("s.npz")));
    }

    [Fact]
    public void Pictures()
    {
        using var scope = NewDisposeScope();
        string[] names = ["p/a/1.png", "p/a/2.png", "p/b/1.png", "p/b/2.png"];
        for (var i = 0; i < names.Length; i++) _temporary.Picture(names[i], 5, 7, new SKColor((byte)(40 * i), 90, 200), SKColors.Black);
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
        Assert.Contains($"the model knows 0 to {data.Symbols - 1}", Assert.Throws<DatasetException>(() => format.Read(_temporary.Path("x.npy"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"InputShape\":3}")]
    public void What_is_no_format_is_refused(string text) => Assert.Throws<FormatException>(() => SampleFormat.Load(text));
}
