using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Sequences of symbols, filled up to one length, with one label each or one for every step.</summary>
[TensorTests]
public sealed class SymbolsTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private Dataset Load(Tensor x, Tensor y, DataOptions? options = null)
    {
        _temporary.Bytes("s.npz", Temporary.Npz(("x", Temporary.Npy(x)), ("y", Temporary.Npy(y))));
        return Datasets.Npz(_temporary.Path("s.npz"), options: options);
    }

    private string Error(Tensor x, Tensor y, DataOptions? options = null) =>
        Assert.Throws<DatasetException>(() => Load(x, y, options)).Message.Replace(_temporary.Folder, "", StringComparison.Ordinal);

    private static Tensor Words(long padding)
    {
        var x = (arange(60).view(20, 3) % 5) + 1;
        x.select(1, 2).fill_(padding);
        return x;
    }

    [Fact]
    public void Whole_numbers_are_symbols_where_a_model_embeds_them_or_padding_says_so()
    {
        using (var table = Load(Words(0), arange(20) % 2))
            Assert.Null(table.Symbols);
        using (var embedded = Load(Words(0), arange(20) % 2, new() { Symbols = true }))
            Assert.Equal((6, (long?)null, ScalarType.Int64), (embedded.Symbols, embedded.Padding, embedded.TrainX.dtype));
        using (var bytes = Load(Words(0).to(ScalarType.Byte), arange(20) % 2, new() { Symbols = true }))
            Assert.Equal(6, bytes.Symbols);
        foreach (var padding in (long[])[0, -1, 400_000_000])
        {
            using var data = Load(Words(padding), arange(20) % 2, new() { Padding = padding });
            Assert.Equal((6, padding), (data.Symbols, data.Padding));
            var format = SampleFormat.Load(data.Format.Save());
            Assert.Equal(padding, format.Padding);
            // a shorter sequence is filled up, and one that is filled up already is read as it is
            _temporary.Bytes("new.npy", Temporary.Npy(tensor(new long[] { 4, 5 })));
            Assert.Equal([4, 5, padding], format.Read(_temporary.Path("new.npy")).data<long>().ToArray());
            _temporary.Bytes("new.npy", Temporary.Npy(tensor(new long[] { 4, 5, padding })));
            Assert.Equal([1, 3], format.Read(_temporary.Path("new.npy")).shape);
            _temporary.Bytes("new.npy", Temporary.Npy(tensor(new long[] { 4, 6, padding })));
            Assert.Contains(
                $"the model knows 0 to 5 and {padding} for padding",
                Assert.Throws<DatasetException>(() => format.Read(_temporary.Path("new.npy"))).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void A_symbol_below_0_that_is_no_padding_is_told_with_the_remedy()
    {
        Assert.Equal(
            "/s.npz, array 'x': the input of sample 0 (counted from 0) holds the symbol -1 at [2]; symbols are 0 or more. If it "
                + "fills sequences up to one length, say padding: -1; otherwise number the symbols from 0 on.",
            Error(Words(-1), arange(20) % 2, new() { Symbols = true })
        );
        var two = Words(-1);
        two[7, 0] = tensor(-2L);
        Assert.Contains(
            "sample 7 (counted from 0) holds the symbol -2 at [0]; symbols are 0 or more. Only padding, which is -1, may be below 0.",
            Error(two, arange(20) % 2, new() { Padding = -1 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the largest symbol is 400000000",
            Error(Words(400_000_000), arange(20) % 2, new() { Symbols = true }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "padding: 0 is for symbols, integers [samples, steps]",
            Error(randn(20, 3), arange(20) % 2, new() { Padding = 0 }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Labels_that_do_not_count_are_no_classes()
    {
        var y = Words(-1) - 1; // 0 to 4 and -2
        using var data = Load(Words(0), y, new() { IgnoredLabel = -2 });
        Assert.Equal(5, data.Classes);
        Assert.Contains("the label of sample 0 (counted from 0) is -2; labels run from 0", Error(Words(0), y), StringComparison.Ordinal);
        Assert.Contains(
            "or say loss: { name: cross-entropy, ignore-index: -2 } if it marks what does not count.",
            Error(Words(0), y),
            StringComparison.Ordinal
        );
        Assert.Contains("is -2", Error(Words(0), y, new() { IgnoredLabel = -1 }), StringComparison.Ordinal);
        Assert.Contains(
            "every label is -1, which does not count",
            Error(Words(0), full(20, -1L), new() { Symbols = true, IgnoredLabel = -1 }),
            StringComparison.Ordinal
        );
    }
}
