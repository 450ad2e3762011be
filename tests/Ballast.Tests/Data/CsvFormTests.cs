using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Csv files as programs and people write them: letters, marks, lines before the header, decimal commas, dates.</summary>
[TensorTests]
public sealed class CsvFormTests : CsvTests
{
    [Fact]
    public void Western_European_letters_are_read_and_said()
    {
        byte[] rows =
        [
            .. Enumerable
                .Range(0, 6)
                .SelectMany(i =>
                    (byte[])
                        [
                            .. System.Text.Encoding.ASCII.GetBytes($"{i},"),
                            .. i % 2 == 0 ? (byte[])[.. "caf"u8, 0xe9] : [.. "th"u8, 0xe9],
                            (byte)'\n',
                        ]
                ),
        ];
        using var data = Datasets.Csv(Files.Bytes("t.csv", [.. "a,kind\n"u8, .. rows]), new() { Target = "kind" });
        Assert.Equal(["café", "thé"], data.ClassNames);
        Assert.Contains("is not UTF-8; its letters are read as Windows-1252", data.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xe9, 0x81, 0x0a }, " is not UTF-8 text, and no Western European text either: ")]
    [InlineData(new byte[] { 0x00, 0x01, 0x00, 0x00, 0x01, 0x02, 0x03, 0x00 }, " is no text: it holds bytes of 0.")]
    [InlineData(new byte[] { 0x00, 0x0a }, " is no text: it holds bytes of 0.")]
    public void What_is_no_text_is_refused(byte[] bytes, string message)
    {
        var file = Files.Bytes("t.csv", [.. "a,kind\n1,x\n2,y\n3,"u8, .. bytes]);
        Assert.Contains(
            message,
            Assert.Throws<DatasetException>(() => Datasets.Csv(file, new() { Target = "kind" })).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Utf16_is_read(bool bigEndian, bool mark)
    {
        var encoding = new System.Text.UnicodeEncoding(bigEndian, mark);
        using var data = Datasets.Csv(
            Files.Bytes(
                "t.csv",
                [
                    .. encoding.GetPreamble(),
                    .. encoding.GetBytes(
                        Flowers.Replace(",", "\t", StringComparison.Ordinal).Replace("rose", "Röschen", StringComparison.Ordinal)
                    ),
                ]
            ),
            new() { Target = "kind" }
        );
        Assert.Equal(["Röschen", "iris"], data.ClassNames);
    }

    [Theory]
    [InlineData("sep=;\n{0}", ';')]
    [InlineData("\ufeffsep=;\r\n{0}", ';')]
    [InlineData("\"sep=|\"\n{0}", '|')]
    [InlineData("\n\n{0}", ';')]
    public void Excels_line_and_empty_lines_before_the_header(string form, char delimiter)
    {
        using var data = Load(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Flowers.Replace(',', delimiter)));
        Assert.Equal(10, data.Train.Count + data.Test.Count);
    }

    [Fact]
    public void The_header_may_stand_further_down()
    {
        var text = "\"Konto:\";\"DE12 / Giro\"\n\n\"Von:\";\"1.1.2020\"\n" + Flowers.Replace(',', ';');
        using var data = Load(text, new() { Target = "kind", Header = 4 });
        Assert.Equal(10, data.Train.Count + data.Test.Count);
        Assert.StartsWith("/t.csv, line 4: this row has 3 cells, the header has 2.", Error(text), StringComparison.Ordinal);
        Assert.StartsWith(
            "/t.csv, line 6, column 'height': the cell holds ''",
            Error(text.Replace("\n2;", "\n;", StringComparison.Ordinal), new() { Target = "kind", Header = 4 }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_exports_leave_empty_is_left_out()
    {
        // a row number without a name as pandas and R write it, empty columns at the end, rows of delimiters alone
        var lines = Flowers.TrimEnd().Split('\n');
        var text = string.Join('\n', lines.Select((line, i) => i == 0 ? $",{line},," : $"{i - 1},{line},,")) + "\n,,,,,\n,,,,,\n";
        using var data = Load(text);
        Assert.Equal((3L, 10L), (data.InputShape[0], data.Train.Count + data.Test.Count));
        Assert.Equal("column 1 has no name and numbers the rows, as pandas and R write it: it is left out.", data.Notes[0]);
        using var trailing = Load(
            string.Join(";\n", Flowers.TrimEnd().Replace(',', ';').Split('\n')[1..]).Insert(0, "height;colour;kind\n") + ";\n"
        );
        Assert.Equal(3, trailing.InputShape[0]);
    }

    [Fact]
    public void A_column_without_a_name_is_called_by_its_place()
    {
        using var data = Load(Flowers.Replace("height", "", StringComparison.Ordinal).Replace("\n3,", "\n30,", StringComparison.Ordinal));
        Assert.Equal(3, data.InputShape[0]);
        Assert.Equal(["column 1 has no name in the first line; it is called 'column 1'."], data.Notes);
    }

    [Fact]
    public void Values_where_names_should_be_are_called_so() =>
        Assert.EndsWith(
            "If those are values, the file needs a first line that names its columns.",
            Error("5.1,3.5,setosa\n4.9,3.0,virginica\n")
        );

    [Fact]
    public void Decimal_commas_and_dates_become_inputs_and_are_said()
    {
        var text =
            "preis;tag;alt;kind\n"
            + string.Concat(
                Enumerable
                    .Range(0, 40)
                    .Select(i =>
                        $"{i / 2},{i % 2 * 5} "
                        + $"€;{(i % 28) + 1}.{(i % 12) + 1}.2021;{(i % 3 == 0 ? "ja" : "nein")};{(i % 2 == 0 ? "x" : "y")}\n"
                    )
            );
        using var data = Load(text);
        Assert.Equal(1 + 5 + 1, data.InputShape[0]);
        Assert.Equal(
            [
                "preis: read as numbers with decimal comma and the sign '€'",
                "tag: read as dates; its 5 inputs are the days since the first, and sine and cosine of the day of the year and of the week",
                "alt: 'ja' is read as 1 and 'nein' as 0",
            ],
            data.Notes
        );
        using var days = Load(text, new() { Target = "kind", Dates = DateInputs.Days });
        Assert.Equal(3, days.InputShape[0]);
        Assert.Equal(
            "/t.csv: column 'tag' holds dates or times ('1.1.2021'). Choose dates: parts "
                + "or dates: days, or leave it out with ignore: [tag].",
            Error(text, new() { Target = "kind", Dates = DateInputs.Refuse })
        );
    }

    [Fact]
    public void Seconds_since_1970_keep_their_seconds()
    {
        // two classes that differ by one second in 1.7 billion: float32 has steps of 128 there
        using var data = Load(
            "t,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{1_700_000_000 + (i % 2)},{(i % 2 == 0 ? "x" : "y")}\n"))
        );
        Assert.Equal(data.TrainY.data<long>().ToArray(), data.TrainX.gt(0).to(ScalarType.Int64).view(-1).data<long>().ToArray());
        Assert.Contains(
            "t: read as numbers, but they look like seconds or milliseconds since 1970; date-columns: [t] reads them so",
            data.Notes
        );
    }
}
