using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Looks at the symbols that a table is asked for.</summary>
internal static class LookupMeter
{
    private const int LeastRows = 4,
        LeastLength = 4;
    private const double LeastShare = 0.25; // of the rows, that end with it

    /// <summary>Refuses symbols that the table does not know, which libtorch does without saying which, or whose.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is one.</exception>
    public static void Check(string name, Embedding table, Tensor symbols)
    {
        if (symbols.numel() == 0 || symbols.is_floating_point())
            return;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var known = table.weight!.shape[0];
        var (least, most) = (symbols.min().to(ScalarType.Int64).cpu().item<long>(), symbols.max().to(ScalarType.Int64).cpu().item<long>());
        if (least >= 0 && most < known)
            return;
        throw new ArgumentOutOfRangeException(
            nameof(symbols),
            least < 0 ? least : most,
            $"{name} was asked for a symbol that it does not have: it knows 0 to {known - 1}. "
                + (least < 0 ? "Symbols begin at 0." : $"Give nn.Embedding {most + 1} symbols, or look where this one comes from.")
        );
    }

    /// <summary>What fills its rows up.</summary>
    /// <param name="name">Of the table.</param>
    /// <param name="table">The table, after a backward pass.</param>
    /// <param name="symbols">What it was asked for: [rows, places], or the other way round.</param>
    public static LookupReading Read(string name, Embedding table, Tensor symbols)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var reading = new LookupReading(name, table.weight!.shape[0]);
        if (symbols.ndim != 2 || symbols.is_floating_point())
            return reading;
        var all = symbols.to(ScalarType.Int64).cpu();
        foreach (var rows in (Tensor[])[all, all.transpose(0, 1)])
        foreach (var isBefore in (bool[])[false, true])
        {
            var values = rows.contiguous();
            if (Filler(values.data<long>().ToArray(), (int)values.shape[0], (int)values.shape[1], isBefore) is not var (symbol, share))
                continue;
            using var gradient = table.weight!.grad;
            return reading with
            {
                Filler = symbol,
                Filled = share,
                IsFillerLearned = gradient is not null && gradient[symbol].abs().max().to(ScalarType.Float64).cpu().item<double>() > 0,
            };
        }

        return reading;
    }

    // a symbol that many rows end (or begin) with, for stretches of different lengths, and that stands nowhere else
    private static (long Symbol, double Share)? Filler(long[] values, int rows, int places, bool isBefore)
    {
        if (rows < LeastRows || places < LeastLength)
            return null;
        var common = Enumerable.Range(0, rows).GroupBy(row => At(row, 0)).MaxBy(it => it.Count())!;
        if (common.Count() < Math.Max(2, LeastShare * rows))
            return null;
        var stretches = Enumerable.Range(0, rows).Select(Stretch).ToArray();
        var filled = stretches.Sum();
        return stretches.Max() > 1 && stretches.Distinct().Count() > 1 && values.Count(it => it == common.Key) == filled
            ? (common.Key, (double)filled / values.Length)
            : null;

        long At(int row, int place) => values[(row * places) + (isBefore ? place : places - 1 - place)];
        int Stretch(int row) => Enumerable.Range(0, places).TakeWhile(place => At(row, place) == common.Key).Count();
    }
}
