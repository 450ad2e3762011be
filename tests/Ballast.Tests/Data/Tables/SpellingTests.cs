using System.Globalization;

namespace Ballast.Tests;

/// <summary>How people write numbers, and what each is: a bar parts the cells of one column.</summary>
public sealed class SpellingTests
{
    [Theory]
    // what programs write
    [InlineData("1|2|3", "1|2|3", null)]
    [InlineData("1.5|-2.25|0", "1.5|-2.25|0", null)]
    [InlineData("+3|-4|5", "3|-4|5", null)]
    [InlineData("1e5|2.5E-3|-1E+02", "100000|0.0025|-100", null)]
    [InlineData(".5|5.|-.25", "0.5|5|-0.25", null)]
    [InlineData("0.123|1.234|9.876", "0.123|1.234|9.876", null)]
    [InlineData("1.234|2.345|3.456", "1.234|2.345|3.456", null)]
    [InlineData("1700000001|1700000002.5", "1700000001|1700000002.5", null)]
    // German, French, Spanish, Russian: decimal comma
    [InlineData("0,5|1,0|12,25", "0.5|1|12.25", "read as numbers with decimal comma")]
    [InlineData("1.234,5|999,5", "1234.5|999.5", "read as numbers with decimal comma and '.' between thousands")]
    [InlineData("1.234.567,89|-1.000,00", "1234567.89|-1000", "read as numbers with decimal comma and '.' between thousands")]
    [InlineData("1.234.567|2.345.678", "1234567|2345678", "read as numbers with decimal comma and '.' between thousands")]
    [InlineData("1 234,5|12,75", "1234.5|12.75", "read as numbers with decimal comma and ' ' between thousands")]
    [InlineData("1\u00a0234,5|12,75", "1234.5|12.75", "read as numbers with decimal comma and ' ' between thousands")]
    [InlineData("1\u202f234,5|12,75", "1234.5|12.75", "read as numbers with decimal comma and ' ' between thousands")]
    [InlineData("1\u2009234\u2009567|12", "1234567|12", "read as numbers with ' ' between thousands")]
    [InlineData("1,5E+03|2,5E-01", "1500|0.25", "read as numbers with decimal comma")]
    [InlineData(",5|1,25", "0.5|1.25", "read as numbers with decimal comma")]
    [InlineData("1,2345|0,5", "1.2345|0.5", "read as numbers with decimal comma")]
    // English
    [InlineData("1,234.5|12.75", "1234.5|12.75", "read as numbers with decimal point and ',' between thousands")]
    [InlineData("1,234,567|1,234", "1234567|1234", "read as numbers with decimal point and ',' between thousands")]
    [InlineData("12,34,567.89|1,234.00", "1234567.89|1234", "read as numbers with decimal point and ',' between thousands")]
    // Swiss
    [InlineData("1'234.5|12.75", "1234.5|12.75", "read as numbers with decimal point and ''' between thousands")]
    [InlineData("1\u2019234\u2019567|12", "1234567|12", "read as numbers with ''' between thousands")]
    [InlineData("1\u00b4234,50|12,75", "1234.5|12.75", "read as numbers with decimal comma and ''' between thousands")]
    // currencies
    [InlineData("$1,234.50|$3.20", "1234.5|3.2", "read as numbers with decimal point and ',' between thousands and the sign '$'")]
    [InlineData("-$5.25|$3.20", "-5.25|3.2", "read as numbers with decimal point and the sign '$'")]
    [InlineData("$-5.25|$3.20", "-5.25|3.2", "read as numbers with decimal point and the sign '$'")]
    [InlineData("($5.25)|$3.20", "-5.25|3.2", "read as numbers with decimal point and the sign '$'")]
    [InlineData("$(5.25)|$3.20", "-5.25|3.2", "read as numbers with decimal point and the sign '$'")]
    [InlineData("12,50 €|1.000,00 €", "12.5|1000", "read as numbers with decimal comma and '.' between thousands and the sign '€'")]
    [InlineData("€ 12,50|€ 7,00", "12.5|7", "read as numbers with decimal comma and the sign '€'")]
    [InlineData("12,50\u00a0EUR|7,00\u00a0EUR", "12.5|7", "read as numbers with decimal comma and the sign 'EUR'")]
    [InlineData("CHF 1'234.50|CHF 5.00", "1234.5|5", "read as numbers with decimal point and ''' between thousands and the sign 'CHF'")]
    [InlineData("Fr. 12.50|Fr. 3.00", "12.5|3", "read as numbers with decimal point and the sign 'Fr.'")]
    [InlineData("£12|£13", "12|13", "read as numbers with the sign '£'")]
    [InlineData("US$ 12|US$ 13", "12|13", "read as numbers with the sign 'US$'")]
    [InlineData(
        "₹12,34,567|₹1,00,000|₹5.5",
        "1234567|100000|5.5",
        "read as numbers with decimal point and ',' between thousands and the sign '₹'"
    )]
    [InlineData("1 200 kr|30 kr", "1200|30", "read as numbers with ' ' between thousands and the sign 'kr'")]
    [InlineData("1 234,00 zł|5,50 zł", "1234|5.5", "read as numbers with decimal comma and ' ' between thousands and the sign 'zł'")]
    [InlineData("R$ 1.234,56|R$ 7,00", "1234.56|7", "read as numbers with decimal comma and '.' between thousands and the sign 'R$'")]
    // shares and units
    [InlineData("15%|7.5%", "15|7.5", "read as numbers with decimal point and the sign '%' (1% is 1)")]
    [InlineData("15 %|7,5 %", "15|7.5", "read as numbers with decimal comma and the sign '%' (1% is 1)")]
    [InlineData("12 kg|13.5 kg", "12|13.5", "read as numbers with decimal point and the sign 'kg'")]
    [InlineData("80km/h|100km/h", "80|100", "read as numbers with the sign 'km/h'")]
    [InlineData("20 m²|35 m²", "20|35", "read as numbers with the sign 'm²'")]
    [InlineData("21.5°C|-3.0°C", "21.5|-3", "read as numbers with decimal point and the sign '°C'")]
    // minus
    [InlineData("1.234,50-|7,25", "-1234.5|7.25", "read as numbers with decimal comma and '.' between thousands")]
    [InlineData("\u22125|6", "-5|6", null)]
    [InlineData("(123)|45", "-123|45", null)]
    [InlineData("- 5|6", "-5|6", null)]
    // gaps are no evidence
    [InlineData("1,5|NA|#N/A|-|2,5", "1.5|NaN|NaN|NaN|2.5", "read as numbers with decimal comma")]
    public void A_column_is_numbers(string cells, string values, string? said)
    {
        var column = Understood.Column(cells);
        Assert.Equal(ColumnKind.Number, column.Notation!.Kind);
        Assert.Equal(values.Split('|').Select(value => double.Parse(value, CultureInfo.InvariantCulture)), column.Values);
        Assert.Equal(said, column.Notation.Words);
    }

    [Theory]
    [InlineData("red|green")]
    [InlineData("3a|3b|4a")]
    [InlineData("A4|B5")]
    [InlineData("1-2|3-4")]
    [InlineData("192.168.0.1|10.0.0.1")]
    [InlineData("+49 30 1234|+49 40 99")]
    [InlineData("1.2.3|1.2.4")]
    [InlineData("ab12|cd34")]
    [InlineData("1_000|2_000")]
    [InlineData("0x1F|0x2A")]
    [InlineData("12.345.67|1.2345.6")]
    [InlineData("--5|++6")]
    public void A_column_is_texts(string cells) => Assert.Null(Understood.Column(cells).Values);

    [Theory]
    [InlineData(
        "1.5|3,7|2.5",
        "line 3, column 'x': the cell holds '3,7', which is no number with a decimal point, as the others are ('1.5' in line 2)."
    )]
    [InlineData(
        "1,5|2.25|2,5",
        "line 3, column 'x': the cell holds '2.25', which is no number with a decimal comma, as the others are ('1,5' in line 2)."
    )]
    [InlineData("1.5|1.234,5|2.5", "line 3, column 'x': the cell holds '1.234,5', which is no number with a decimal point")]
    [InlineData("1'234.5|1,234.5", "line 3, column 'x': the cell holds '1,234.5', which is no number with a decimal point")]
    [InlineData("1|$12|3", "line 3, column 'x': the cell holds '$12', but other rows hold numbers without a sign ('1' in line 2).")]
    [InlineData("$1|€12|$3", "line 3, column 'x': the cell holds '€12', but other rows hold numbers with the sign '$' ('$1' in line 2).")]
    [InlineData("0.5|15%|0.3", "line 3, column 'x': the cell holds '15%', but other rows hold numbers without a sign ('0.5' in line 2).")]
    [InlineData(
        "1|three|3",
        "line 3, column 'x': the cell holds 'three', but other rows hold numbers ('1' in line 2). Correct it, or say categorical: "
            + "[x] if these numbers are names."
    )]
    [InlineData(
        "1|#DIV/0!|3",
        "line 3, column 'x': the cell holds '#DIV/0!', an error of the spreadsheet; other rows hold numbers ('1' in line 2)."
    )]
    [InlineData("1|#WERT!|3", "line 3, column 'x': the cell holds '#WERT!', an error of the spreadsheet")]
    [InlineData("1|inf|3", "line 3, column 'x': inf is infinite.")]
    [InlineData("1|-Infinity|3", "line 3, column 'x': -Infinity is infinite.")]
    [InlineData("1|∞|3", "line 3, column 'x': ∞ is infinite.")]
    [InlineData("1|1e400|3", "line 3, column 'x': 1e400 is infinite.")]
    [InlineData("1|1e300|3", "line 3, column 'x': 1e300 is not a finite float32 number.")]
    [InlineData("1|12 kg|3", "line 3, column 'x': the cell holds '12 kg', but other rows hold numbers without a sign")]
    public void One_odd_cell_is_named(string cells, string message) =>
        Assert.StartsWith(
            $"t.csv, {message}",
            Assert.Throws<DatasetException>(() => Understood.Column(cells)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("1,234|2,345", ',')] // quoted cells of an English table, or decimal commas
    [InlineData("1,234|999", ',')]
    [InlineData("1.234|2.345", ';')]
    public void Where_nothing_shows_the_decimal_mark_it_is_asked_for(string cells, char delimiter)
    {
        var fault = Assert.Throws<DatasetException>(() => Understood.Column(cells, delimiter));
        Assert.StartsWith("t.csv, line 2, column 'x': '1", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Say decimal: \".\" or decimal: \",\".", fault.Message, StringComparison.Ordinal);
        var comma = Understood.Column(cells, delimiter, new() { Target = "", Decimal = "," }).Values![0];
        var point = Understood.Column(cells, delimiter, new() { Target = "", Decimal = "." }).Values![0];
        Assert.Equal(cells.Contains(',', StringComparison.Ordinal) ? (1.234, 1234) : (1234, 1.234), (comma, point));
    }

    [Theory]
    [InlineData("1.5|2.5", "1,234|2,345", ',', 1234)]
    [InlineData("0,5|2,5", "1,234|2,345", ';', 1.234)]
    [InlineData("0,5|2,5", "1.234|2.345", ';', 1234)]
    [InlineData("0.5|2.5", "1.234|2.345", ';', 1.234)]
    public void Another_column_decides_and_that_is_said(string other, string cells, char delimiter, double first)
    {
        var column = Understood.Column(Understood.Table(delimiter, ("shows", other.Split('|')), ("x", cells.Split('|'))), 1);
        Assert.Equal(first, column.Values![0]);
        Assert.Equal(" (as column 'shows' shows)", column.By);
    }

    [Fact]
    public void Columns_that_contradict_each_other_decide_nothing() =>
        Assert.Throws<DatasetException>(() =>
            Understood.Column(Understood.Table(';', ("a", ["0.5", "1.5"]), ("b", ["0,5", "1,5"]), ("x", ["1.234", "2.345"])), 2)
        );

    [Theory]
    [InlineData("yes|no|YES", "1|0|1")]
    [InlineData("true|False|TRUE", "1|0|1")]
    [InlineData("ja|nein|NA", "1|0|NaN")]
    [InlineData("j|n|n", "1|0|0")]
    [InlineData("oui|non|non", "1|0|0")]
    [InlineData("WAHR|FALSCH|FALSCH", "1|0|0")]
    [InlineData("t|f|f", "1|0|0")]
    [InlineData("on|off|on", "1|0|1")]
    public void Yes_and_no(string cells, string values)
    {
        var column = Understood.Column(cells);
        Assert.Equal(ColumnKind.YesNo, column.Notation!.Kind);
        Assert.Equal(values.Split('|').Select(value => double.Parse(value, CultureInfo.InvariantCulture)), column.Values);
    }

    [Theory]
    [InlineData("yes|no|maybe")]
    [InlineData("yes|yes")]
    [InlineData("yes|nein")]
    public void Other_words_are_texts(string cells) => Assert.Null(Understood.Column(cells).Values);
}
