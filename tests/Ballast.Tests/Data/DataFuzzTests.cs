using CsCheck;
using SkiaSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Whatever is in a data file, it is either data or a DatasetException that says something.</summary>
[TensorTests]
public sealed class DataFuzzTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    /// <summary>Random bytes, and a valid file with cuts, doublings and changed bytes in random places.</summary>
    private static Gen<byte[]> Broken(byte[] valid)
    {
        var edits = Gen.Select(Gen.Int[0, 4], Gen.Int[0, valid.Length], Gen.Int[0, 40], Gen.Byte)
            .List[1, 4]
            .Select(edits =>
            {
                var bytes = valid;
                foreach (var (kind, at, length, value) in edits)
                {
                    var start = Math.Min(at, bytes.Length);
                    var end = Math.Min(start + length, bytes.Length);
                    bytes = kind switch
                    {
                        0 => bytes[..start],
                        1 => [.. bytes[..start], .. bytes[end..]],
                        2 => [.. bytes[..end], .. bytes[start..]],
                        _ => [.. bytes[..start], value, .. bytes[Math.Min(start + 1, bytes.Length)..]],
                    };
                }

                return bytes;
            });
        return Gen.Frequency((1, Gen.Byte.Array[0, 200]), (5, edits));
    }

    private void Fuzz(string name, byte[] valid, Func<Dataset> load, int iter = 400)
    {
        _temporary.Bytes(name, valid);
        load().Dispose(); // what is broken below was whole
        Broken(valid)
            .Sample(
                bytes =>
                {
                    using var scope = NewDisposeScope();
                    _temporary.Bytes(name, bytes);
                    try
                    {
                        load().Dispose();
                    }
                    catch (DatasetException e)
                    {
                        Assert.True(e.Message.Length > 20, e.Message);
                    }
                },
                iter: iter,
                threads: 1
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx(bool compressed)
    {
        var folder = IdxBytes.Folder(compress: compressed);
        var suffix = compressed ? ".gz" : "";
        foreach (var file in (string[])["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
        {
            var valid = File.ReadAllBytes(Path.Combine(folder, file + suffix));
            foreach (var other in Directory.GetFiles(folder))
                _temporary.Bytes("idx/" + Path.GetFileName(other), File.ReadAllBytes(other));
            Fuzz($"idx/{file}{suffix}", valid, () => Datasets.Idx(_temporary.Path("idx")), 250);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Csv()
    {
        var valid =
            "height,colour,kind\n"
            + string.Concat(
                Enumerable
                    .Range(0, 20)
                    .Select(i => $"{i},{(i % 3 == 0 ? "\"red, \"\"dark\"\"\"" : "blue")},{(i % 2 == 0 ? "rose" : "iris")}\n")
            );
        Fuzz("t.csv", System.Text.Encoding.UTF8.GetBytes(valid), () => Datasets.Csv(_temporary.Path("t.csv"), new() { Target = "kind" }));
    }

    [Fact]
    public void Npy()
    {
        _temporary.Bytes("y.npy", Temporary.Npy(arange(10) % 2));
        Fuzz("x.npy", Temporary.Npy(randn(10, 3)), () => Datasets.Npy(_temporary.Path("x.npy"), _temporary.Path("y.npy")));
        Fuzz("y.npy", Temporary.Npy(arange(10) % 2), () => Datasets.Npy(_temporary.Path("y.npy"), _temporary.Path("y.npy")));
    }

    [Fact]
    public void Npz() =>
        Fuzz("s.npz", Temporary.Npz(("x", Temporary.Npy(randn(10, 3))), ("y", Temporary.Npy(arange(10) % 2))), () =>
            Datasets.Npz(_temporary.Path("s.npz"))
        );

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void Images(SKEncodedImageFormat format)
    {
        foreach (var name in (string[])["p/a/1.png", "p/a/2.png", "p/b/1.png", "p/b/2.png"])
            _temporary.Picture(name, 5, 7, SKColors.Orange, SKColors.Black);
        Fuzz(
            "p/b/2.png",
            Temporary.PictureBytes(5, 7, SKColors.Olive, SKColors.White, format),
            () => Datasets.Images(_temporary.Path("p"), new() { Size = (5, 7), Cache = false }, new() { Split = new(Test: 0.5) }),
            250
        );
    }
}
