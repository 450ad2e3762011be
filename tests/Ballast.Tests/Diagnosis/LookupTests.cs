using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Tests;

/// <summary>What is said, before the first step, of symbols and of targets that do not count.</summary>
[TensorTests]
public sealed class LookupTests
{
    private const int Symbols = 20,
        Places = 9;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Filling_that_is_read_is_named(bool isBefore, bool isTransposed)
    {
        using var model = new Reader();
        var finding = Assert.Single(Look(model, Rows(filler: 3, isBefore), isTransposed), it => it.Code == "DATA004");
        Assert.Equal(("words", "3", Severity.Note), (finding.Where, finding.Evidence["symbol"], finding.Severity));
        Assert.InRange(double.Parse(finding.Evidence["percent"], null), 20, 60);
    }

    [Fact]
    public void Filling_that_the_table_leaves_out_is_not()
    {
        using var model = new Reader(filler: 3);
        Assert.DoesNotContain(Look(model, Rows(filler: 3)), it => it.Code == "DATA004");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(2)]
    public void Rows_that_are_full_have_no_filling(int symbols)
    {
        using var model = new Reader();
        using var g = new Generator(5);
        Assert.DoesNotContain(Look(model, randint(symbols, [8, Places], generator: g)), it => it.Code == "DATA004");
    }

    [Theory]
    [InlineData(20, "it knows 0 to 19. Give nn.Embedding 21 symbols")]
    [InlineData(-1, "Symbols begin at 0")]
    public void A_symbol_that_the_table_does_not_have_is_said_to_be_one(long symbol, string said)
    {
        using var model = new Reader();
        var rows = Rows(filler: 3);
        rows[2, 1] = tensor(symbol);
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => Look(model, rows));
        Assert.Equal(symbol, thrown.ActualValue);
        Assert.Contains("words", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(said, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_without_a_target_that_counts_are_counted()
    {
        using var model = nn.Linear(3, 2);
        (Tensor X, Tensor Y) whole = (ones(4, 3), zeros(4, ScalarType.Int64)),
            none = (ones(4, 3), full(4, -100, ScalarType.Int64)),
            some = (ones(4, 3), tensor(new[] { 1L, -100, -100, -100 })),
            empty = (ones(0, 3), zeros(0, ScalarType.Int64));
        Assert.Equal((4, 2), Empty([whole, none, some, empty]));
        Assert.Equal((2, 0), Empty([whole, some]));

        (int, int) Empty((Tensor X, Tensor Y)[] batches)
        {
            var seen = Preflight.Look(model, batches, it => cross_entropy(model.call(it.X), it.Y)).Before!;
            return (seen.TargetBatches, seen.EmptyBatches);
        }
    }

    private static IReadOnlyList<Finding> Look(Reader model, Tensor rows, bool isTransposed = false)
    {
        model.IsTransposed = isTransposed;
        var (x, y) = (isTransposed ? rows.t() : rows, zeros(rows.shape[0], ScalarType.Int64));
        return Preflight.Inspect(model, [(X: x, Y: y)], batch => cross_entropy(model.call(batch.X), batch.Y)).Findings;
    }

    // words of 3 to 9 places, others than the filler
    private static Tensor Rows(long filler, bool isBefore = false)
    {
        using var g = new Generator(7);
        var rows = randint(filler + 1, Symbols, [8, Places], generator: g).to(ScalarType.Int64);
        for (var row = 0; row < 8; row++)
        for (var place = 3 + (row % 7); place < Places; place++)
            rows[row, isBefore ? Places - 1 - place : place] = tensor(filler);
        return rows;
    }

    private sealed class Reader : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding _words;
        private readonly Linear _head;

        public Reader(long? filler = null)
            : base("reader")
        {
            _words = nn.Embedding(Symbols, 6, padding_idx: filler);
            _head = nn.Linear(6, 2);
            register_module("words", _words);
            register_module("head", _head);
        }

        public bool IsTransposed { get; set; }

        public override Tensor forward(Tensor input) => _head.call(_words.call(input).mean([IsTransposed ? 0 : 1]));
    }
}
