using System.IO.Compression;
using System.Text;

namespace Ballast.Cli.Tests.Commands;

/// <summary>Training on data of one's own, from the command line.</summary>
public sealed class OwnDataTests : IDisposable
{
    private const string Flowers = "height,kind\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n7,a\n8,b\n9,a\n10,b\n";
    private readonly Tool _tool = new();

    public OwnDataTests() => Environment.SetEnvironmentVariable("BALLAST_DATA", Path.Combine(_tool.Folder, "user"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("BALLAST_DATA", null);
        _tool.Dispose();
    }

    private string Config(string data, string rest = "model: mlp\noptimizer: adam\ntrain: { epochs: 1, threads: 1 }\n")
    {
        File.WriteAllText(Path.Combine(_tool.Folder, "c.yaml"), $"data: {data}\n{rest}");
        return "c.yaml";
    }

    [Fact]
    public void A_table_is_learned()
    {
        var (exit, output, error) = _tool.Run("train", Path.Combine(Tool.Root, "samples", "own-csv", "flowers.yaml"), "--json", "--quiet");
        Assert.True(exit == 0, error);
        Assert.True(Tool.Json(output).GetProperty("testAccuracy").GetDouble() >= 0.9, output);
    }

    [Fact]
    public void Pictures_are_learned_and_decoded_once()
    {
        string[] arguments =
        [
            "train",
            Path.Combine(Tool.Root, "samples", "own-images", "shapes.yaml"),
            "--json",
            "--quiet",
            "--set",
            "train.epochs=15",
        ];
        var (exit, output, error) = _tool.Run(arguments);
        Assert.True(exit == 0, error);
        Assert.True(Tool.Json(output).GetProperty("testAccuracy").GetDouble() >= 0.6, output);
        var cache = Directory.GetFiles(Path.Combine(_tool.Folder, "user", "cache")).Single();
        var written = File.GetLastWriteTimeUtc(cache);
        Assert.Equal(
            Tool.Json(output).GetProperty("testLoss").GetDouble(),
            Tool.Json(_tool.Run(arguments).Out).GetProperty("testLoss").GetDouble()
        );
        Assert.Equal(written, File.GetLastWriteTimeUtc(cache));
    }

    [Fact]
    public void A_drawn_task_needs_no_files()
    {
        var (exit, output, error) = _tool.Run(
            "train",
            Config(
                "{ name: two-moons, samples: 1000, normalize: standard }",
                "model: mlp\noptimizer: { name: adam, lr: 0.01 }\ntrain: { epochs: 10, threads: 1 }\n"
            ),
            "--json"
        );
        Assert.True(exit == 0, error);
        Assert.True(Tool.Json(output).GetProperty("testAccuracy").GetDouble() >= 0.95, output);
    }

    [Theory]
    [InlineData("{ name: csv, path: t.csv, target: knid }", Flowers, "t.csv has no column 'knid'. Did you mean 'kind'?")]
    [InlineData(
        "{ name: csv, path: t.csv, target: kind }",
        "height,kind\n1,a\nNaN,b\n",
        "t.csv, line 3, column 'height': the cell holds 'NaN'"
    )]
    [InlineData("{ name: csv, path: t.csv, target: kind }", "", "t.csv is empty.")]
    [InlineData("{ name: csv, path: t.csv, target: kind }", Flowers, "data.batch is 64 but t.csv has only 8 training samples")]
    [InlineData(
        "{ name: csv, path: t.csv, target: height, task: regression, ignore: [kind] }",
        Flowers,
        "no column is left to predict 'height' from."
    )]
    [InlineData(
        "{ name: csv, path: t.csv, target: height, task: regression, batch: 4 }",
        Flowers,
        "model mlp gives [4, 1] for a batch [4, "
    )]
    [InlineData("{ name: npz, path: t.csv }", Flowers, "t.csv is damaged: ")]
    [InlineData("{ name: images, path: . }", Flowers, ". holds no folders of classes.")]
    [InlineData("{ name: idx, path: . }", Flowers, "train-images-idx3-ubyte is missing, plain or with .gz.")]
    [InlineData(
        "{ name: npz, path: table.npz, batch: 4, augment: { flip: true } }",
        Flowers,
        "data.augment changes images [channels, rows, columns], but the inputs of table.npz are [2]: remove it."
    )]
    [InlineData(
        "echo",
        Flowers,
        "model mlp gives [64, 4] for a batch [64, 30, 4], but cross-entropy with targets [64, 30] needs [64, 30, 4]."
    )]
    [InlineData("markov-text", Flowers, "model mlp computes with numbers, but the inputs [12] are symbols.")]
    public void Bad_data_get_exit_code_2_one_clear_message_and_nothing_is_written(string data, string table, string message)
    {
        File.WriteAllText(Path.Combine(_tool.Folder, "t.csv"), table);
        WriteTable(Path.Combine(_tool.Folder, "table.npz"));
        var (exit, output, error) = _tool.Run("train", Config(data), "--json");
        Assert.True(exit == 2, error);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal("failed", Tool.Json(output).GetProperty("status").GetString());
        Assert.Equal(
            ["c.yaml", "t.csv", "table.npz"],
            Directory.GetFileSystemEntries(_tool.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Ten rows of two bytes, and ten labels, as NumPy writes them.</summary>
    private static void WriteTable(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Write("x", "(10, 2)", 20);
        Write("y", "(10,)", 10);

        void Write(string key, string shape, int count)
        {
            using var entry = zip.CreateEntry(key + ".npy").Open();
            var header = Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}\n");
            entry.Write([
                0x93,
                .. "NUMPY"u8,
                1,
                0,
                (byte)header.Length,
                0,
                .. header,
                .. Enumerable.Range(0, count).Select(i => (byte)(i % 2)),
            ]);
        }
    }
}
