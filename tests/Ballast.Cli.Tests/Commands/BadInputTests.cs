using System.IO.Compression;
using SkiaSharp;

namespace Ballast.Cli.Tests.Commands;

/// <summary>
/// Mistakes that people make: each gets exit code 2 and one line that names file, place, value and remedy, and nothing is written.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private const string Rest = "model: mlp\noptimizer: adam\ntrain: { epochs: 1, threads: 1 }\n";
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private string At(string path) => Path.Combine(_tool.Folder, path);

    private string Refused(params string[] arguments)
    {
        string[] before =
        [
            .. Directory.EnumerateFileSystemEntries(_tool.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        ];
        var (exit, output, error) = _tool.Run([.. arguments, "--json"]);
        Assert.True(exit == 2, $"{exit} {error}");
        Assert.Equal("failed", Tool.Json(output).GetProperty("status").GetString());
        Assert.Equal(
            before,
            Directory.EnumerateFileSystemEntries(_tool.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        );
        return Assert.Single(error.TrimEnd().Split('\n'));
    }

    private string Config(string data, string rest = Rest)
    {
        File.WriteAllText(At("c.yaml"), $"data: {data}\n{rest}");
        return "c.yaml";
    }

    private void Bytes(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), bytes);
    }

    private static byte[] Picture(int side)
    {
        using var bitmap = new SKBitmap(side, side);
        for (var i = 0; i < side * side; i++)
            bitmap.SetPixel(i % side, i / side, new SKColor((uint)(0xff000000 + (7919 * i * i))));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static byte[] Idx(int count, bool images, Func<int, byte> value) =>
        [
            0,
            0,
            8,
            (byte)(images ? 3 : 1),
            0,
            0,
            0,
            (byte)count,
            .. images ? (byte[])[0, 0, 0, 2, 0, 0, 0, 2] : [],
            .. Enumerable.Range(0, images ? 4 * count : count).Select(value),
        ];

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private void WriteIdx(Func<int, byte> testLabels)
    {
        Bytes("set/train-images-idx3-ubyte", Idx(100, images: true, i => (byte)(31 * i)));
        Bytes("set/train-labels-idx1-ubyte", Idx(100, images: false, i => (byte)(i % 3)));
        Bytes("set/t10k-images-idx3-ubyte", Idx(20, images: true, i => (byte)(17 * i)));
        Bytes("set/t10k-labels-idx1-ubyte", Idx(20, images: false, testLabels));
    }

    [Fact]
    public void A_truncated_archive()
    {
        WriteIdx(i => (byte)(i % 3));
        var packed = Packed(File.ReadAllBytes(At("set/train-images-idx3-ubyte")));
        File.Delete(At("set/train-images-idx3-ubyte"));
        Bytes("set/train-images-idx3-ubyte.gz", packed[..(packed.Length / 2)]);
        Assert.Matches(
            "set/train-images-idx3-ubyte.gz is (truncated|a damaged gzip file)",
            Refused("train", Config("{ name: idx, path: set }"))
        );
    }

    [Fact]
    public void A_label_out_of_range()
    {
        WriteIdx(i => (byte)(i == 7 ? 9 : i % 3));
        Assert.Contains(
            "set (test): labels run from 0 to 9; 3 classes allow 0 to 2. The first wrong one is that of sample 7, counted from 0.",
            Refused("train", Config("{ name: idx, path: set, batch: 8 }")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a,b\n1,x\n2\n", "t.csv, line 3: this row has 1 cells, the header has 2.")]
    [InlineData("a,b\n1,x\nNaN,y\n", "t.csv, line 3, column 'a': the cell holds 'NaN', which is no value.")]
    [InlineData("a,b\n1,x\n1e99,y\n", "t.csv, line 3, column 'a': 1e99 is not a finite float32 number.")]
    [InlineData("a,b\n", "t.csv has a header and no rows.")]
    [InlineData("", "t.csv is empty.")]
    public void A_broken_table(string text, string message)
    {
        File.WriteAllText(At("t.csv"), text);
        Assert.Contains(message, Refused("train", Config("{ name: csv, path: t.csv, target: b }")), StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_the_loss_cannot_learn_are_found_before_the_first_step()
    {
        File.WriteAllText(At("t.csv"), "a,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},{(i == 150 ? -4 : i % 9)}\n")));
        var said = Refused(
            "train",
            Config("{ name: csv, path: t.csv, target: y, task: regression, batch: 8 }", $"loss: poisson-nll\n{Rest}")
        );
        Assert.Contains(
            "t.csv, line 152, column 'y': poisson-nll met the target -4; targets must be "
                + "finite and at least 0. Leave the row out, or correct it.",
            said,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "large",
        "photos/b/1.png has 9 rows and 9 columns; the first picture has 6 and 6. Give a size for all, for instance size: [6, 6]."
    )]
    [InlineData("corrupt", "photos/b/1.png is a damaged picture")]
    [InlineData("text", "photos/b/1.png is no picture that can be read: neither PNG nor JPEG. Replace it or remove it.")]
    [InlineData("none", "photos/b holds no pictures (.png, .jpg, .jpeg), so nothing can be learned of the class 'b'.")]
    public void A_broken_picture(string kind, string message)
    {
        for (var i = 0; i < 3; i++)
            Bytes($"photos/a/{i}.png", Picture(6));
        if (kind == "none")
            Directory.CreateDirectory(At("photos/b"));
        else
            Bytes(
                "photos/b/1.png",
                kind switch
                {
                    "large" => Picture(9),
                    "corrupt" => Picture(6)[..^30],
                    _ => [1, 2, 3],
                }
            );
        Assert.Contains(message, Refused("train", Config("{ name: images, path: photos, cache: false }")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "data: circle\nmodel:\n\tname: mlp\n",
        "c.yaml:3:1: a tab indents this line; YAML allows only spaces there. Replace the tab with spaces."
    )]
    [InlineData("data: circle\ndata: blob\n", "c.yaml:2:1: ")]
    [InlineData(
        "data: circle\nmodel: mlp\noptimizer: { name: adam, lr: 1e400 }\n",
        "c.yaml:3:30: optimizer.lr is 1e400; it must be a finite number above 0 and at most 1000000."
    )]
    [InlineData(
        "data: { name: circle, samples: 99999999999999999999 }\nmodel: mlp\noptimizer: adam\n",
        "c.yaml:1:32: data.samples is 99999999999999999999; it must be a whole number from 10 to 10000000."
    )]
    public void A_broken_config(string text, string message)
    {
        File.WriteAllText(At("c.yaml"), text);
        Assert.Contains(message, Refused("train", "c.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to()
    {
        var config = Config("circle");
        Assert.Contains("c.yaml/run", Refused("train", config, "--out", "c.yaml/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_that_are_damaged_or_of_another_model()
    {
        var config = Config(
            "{ name: circle, samples: 500 }",
            "model: { name: mlp, hidden: [8] }\noptimizer: adam\ntrain: { epochs: 1, threads: 1, checkpoint: { every: 3, keep: 2 } }\n"
        );
        Assert.Equal(0, _tool.Run("train", config, "--out", "run", "--quiet").Exit);
        var (other, _, said) = _tool.Run("train", "--resume", "run", "--set", "model.hidden=[9]", "--set", "train.epochs=2");
        Assert.Equal(2, other);
        Assert.Contains("is of another architecture", said, StringComparison.Ordinal);

        var files = Directory.GetFiles(At("run/checkpoints"), "step-*");
        Assert.Equal(2, files.Length);
        foreach (var file in files)
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^40]);
        foreach (
            string[] command in (string[][])
                [
                    ["train", "--resume", "run", "--set", "train.epochs=2"],
                    ["eval", "run"],
                    ["predict", "run", "c.yaml"],
                ]
        )
        {
            var (exit, _, error) = _tool.Run(command);
            Assert.Equal(2, exit);
            Assert.Contains("All 2 checkpoints in", error, StringComparison.Ordinal);
        }
    }
}
