using System.Globalization;
using CsCheck;

namespace Ballast.Tests;

/// <summary>Numbers written in any culture are read back as they were.</summary>
public sealed class SpellingPropertyTests
{
    private sealed record Culture(string Decimal, string Thousands, string Before, string After, int Digits, int Negative);

    private static readonly Gen<Culture> Cultures = Gen.Select(
            Any(".", ","),
            Any("", ".", ",", "'", " ", "\u00a0", "\u202f", "\u2019"),
            Any(("", ""), ("$", ""), ("€ ", ""), ("CHF ", ""), ("", " €"), ("", "EUR"), ("", "%"), ("", " kg")),
            Gen.Int[0, 4],
            Gen.Int[0, 3]
        )
        .Where(it => it.Item1 != it.Item2)
        .Select(it => new Culture(it.Item1, it.Item2, it.Item3.Item1, it.Item3.Item2, it.Item4, it.Item5));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Written(double value, Culture culture)
    {
        var format = new NumberFormatInfo
        {
            NumberDecimalSeparator = culture.Decimal,
            NumberGroupSeparator = culture.Thousands,
            NumberGroupSizes = [3],
        };
        var digits = Math.Abs(value).ToString(culture.Thousands.Length > 0 ? $"N{culture.Digits}" : $"F{culture.Digits}", format);
        if (value >= 0)
            return $"{culture.Before}{digits}{culture.After}";
        return culture.Negative switch
        {
            0 => $"-{culture.Before}{digits}{culture.After}",
            1 => $"{culture.Before}-{digits}{culture.After}",
            2 => $"({culture.Before}{digits}{culture.After})",
            _ => $"\u2212{culture.Before}{digits}{culture.After}",
        };
    }

    [Fact]
    public void Numbers_survive_being_written_in_any_culture() =>
        Gen.Select(Cultures, Gen.Double[-3e6, 3e6].Array[3, 30])
            .Sample(
                (culture, values) =>
                {
                    // the last cell shows the decimal mark
                    double[] written = [.. values.Select(value => Math.Round(value, culture.Digits)), 7];
                    string[] cells =
                    [
                        .. written[..^1].Select(value => Written(value, culture)),
                        $"{culture.Before}7{culture.Decimal}0000{culture.After}",
                    ];
                    var column = Understood.Column(Understood.Table(';', ("x", cells)));
                    Assert.Equal(written, column.Values!);
                    Assert.Equal(culture.Decimal, column.Notation!.Decimal);
                },
                iter: 3000,
                threads: 1
            );

    [Fact]
    public void Whatever_is_in_cells_they_are_read_or_one_is_named() =>
        Gen.Select(Gen.String[Gen.Char[" 0123456789.,'-+()%€$eEkm/:\u00a0NAyesno#!\u221e"], 0, 12].Array[1, 8], Gen.Bool)
            .Sample(
                (cells, semicolon) =>
                {
                    try
                    {
                        var column = Understood.Column(
                            Understood.Table(semicolon ? ';' : ',', ("x", [.. cells.Select(cell => cell.Trim())]))
                        );
                        if (column.Values is { } values)
                            Assert.All(Enumerable.Range(0, values.Length), row =>
                                Assert.Equal(column.Missing[row], double.IsNaN(values[row]))
                            );
                    }
                    catch (DatasetException e)
                    {
                        Assert.StartsWith("t.csv, line ", e.Message, StringComparison.Ordinal);
                    }
                },
                iter: 20_000,
                threads: 1
            );

    [Fact]
    public void Dates_survive_being_written_in_any_order() =>
        Gen.Select(
                Gen.Int[0, 30_000].Array[3, 30],
                Any(
                    "yyyy-MM-dd",
                    "dd.MM.yyyy",
                    "d/M/yyyy",
                    "MM/dd/yyyy",
                    "yyyy/MM/dd",
                    "d MMM yyyy",
                    "MMMM d, yyyy",
                    "dd-MM-yyyy",
                    "yyyy-MM-ddTHH:mm:ssZ",
                    "M/d/yyyy h:mm tt"
                )
            )
            .Sample(
                (days, format) =>
                {
                    // the last shows the order
                    DateTime[] dates = [.. days.Select(day => new DateTime(1950, 1, 1).AddDays(day)), new(2021, 12, 31)];
                    var column = Understood.Column(
                        Understood.Table(',', ("x", [.. dates.Select(date => date.ToString(format, CultureInfo.InvariantCulture))]))
                    );
                    Assert.Equal(ColumnKind.Date, column.Notation!.Kind);
                    Assert.Equal(dates.Select(date => (date - new DateTime(2000, 1, 1)).TotalSeconds), column.Values);
                },
                iter: 1000,
                threads: 1
            );
}
