using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Writes a csv file and loads it.</summary>
[TensorTests]
public abstract class CsvTests : IDisposable
{
    internal const string Flowers =
        "height,colour,kind\n1,red,rose\n2,blue,iris\n3,red,rose\n4,blue,iris\n5,red,rose\n"
        + "6,blue,iris\n7,red,rose\n8,blue,iris\n9,red,rose\n10,blue,iris\n";

    internal Temporary Files { get; } = new();

    public void Dispose()
    {
        Files.Dispose();
        GC.SuppressFinalize(this);
    }

    internal Dataset Load(string text, CsvOptions? csv = null, DataOptions? options = null) =>
        Datasets.Csv(Files.Text("t.csv", text), csv ?? new() { Target = "kind" }, options);

    internal string Error(string text, CsvOptions? csv = null) =>
        Assert.Throws<DatasetException>(() => Load(text, csv)).Message.Replace(Files.Folder, "", StringComparison.Ordinal);
}
