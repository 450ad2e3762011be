using static TorchSharp.torch;

namespace Ballast.Tests;

[KeepsTensors]
public sealed class CsvDatasetTests : IDisposable
{
    private const string Flowers =
        "height,colour,kind\n1,red,rose\n2,blue,iris\n3,red,rose\n4,blue,iris\n5,red,rose\n"
        + "6,blue,iris\n7,red,rose\n8,blue,iris\n9,red,rose\n10,blue,iris\n";
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private Dataset Load(string text, CsvOptions? csv = null, DataOptions? options = null) =>
        Datasets.Csv(_temporary.Text("t.csv", text), csv ?? new() { Target = "kind" }, options);

    private string Error(string text, CsvOptions? csv = null) =>
        Assert.Throws<DatasetException>(() => Load(text, csv)).Message.Replace(_temporary.Folder, "", StringComparison.Ordinal);

    [Fact]
    public void Numbers_are_standardised_texts_become_yes_and_no_and_classes_keep_their_names()
    {
        using var data = Load(Flowers);
        Assert.Equal(["iris", "rose"], data.ClassNames);
        Assert.Equal([3], data.InputShape);
        Assert.Equal((8, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal(0, data.TrainX.select(1, 0).mean().item<float>(), 1e-6);
        // blue goes with iris (0), red with rose (1): one column each, untouched by normalisation
        Assert.Equal(data.TrainY.data<long>().ToArray(), data.TrainX.select(1, 2).to(ScalarType.Int64).data<long>().ToArray());
        Assert.Equal(1, (data.TestX.select(1, 1) + data.TestX.select(1, 2)).min().item<float>());
        Assert.Equal(1, data.TestY.sum().item<long>());
    }

    [Fact]
    public void Numbers_can_be_a_regression_target()
    {
        using var data = Load(
            Flowers,
            new()
            {
                Target = "height",
                Task = LearningTask.Regression,
                Ignore = ["kind"],
            },
            new() { Split = new(0.2, 0.2) }
        );
        Assert.Equal((0, 1, 2L), (data.Classes, data.Outputs, data.InputShape[0]));
        Assert.Equal((6, 2, 2), (data.Train.Count, data.Validation!.Count, data.Test.Count));
        Assert.Equal(55, data.TrainY.sum().item<float>() + data.TestY.sum().item<float>() + data.Validation.Y.sum().item<float>());
    }

    [Fact]
    public void Numbers_as_classes_are_ordered_as_numbers()
    {
        using var data = Load(
            "x,n\n1,10\n2,9\n3,10\n4,9\n5,10\n6,9\n",
            new() { Target = "n", Task = LearningTask.Classification },
            new() { Split = new(Test: 0.4) }
        );
        Assert.Equal(["9", "10"], data.ClassNames);
    }

    [Fact]
    public void Categorical_makes_names_of_numbers()
    {
        using var data = Load(
            Flowers
                .Replace("colour", "code", StringComparison.Ordinal)
                .Replace("red", "7", StringComparison.Ordinal)
                .Replace("blue", "9", StringComparison.Ordinal),
            new() { Target = "kind", Categorical = ["code"] }
        );
        Assert.Equal(3, data.InputShape[0]);
    }

    [Fact]
    public void A_category_unseen_in_training_is_all_zeros()
    {
        using var all = Load(Flowers);
        // the test rows of this seed get a colour of their own
        var lines = Flowers.TrimEnd().Split('\n');
        var table = CsvTable.Read(_temporary.Text("t.csv", Flowers));
        var parts = Partition.Of("x", table.Rows, new(), i => table.Cells[2][(int)i] == "rose" ? 1 : 0);
        foreach (var row in parts.Test)
            lines[row + 1] = lines[row + 1]
                .Replace("red", "green", StringComparison.Ordinal)
                .Replace("blue", "green", StringComparison.Ordinal);
        using var data = Load(string.Join('\n', lines));
        Assert.Equal(3, data.InputShape[0]);
        Assert.Equal(0, data.TestX.narrow(1, 1, 2).sum().item<float>());
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void The_delimiter_is_found(string delimiter)
    {
        using var data = Load(Flowers.Replace(",", delimiter, StringComparison.Ordinal));
        Assert.Equal(10, data.Train.Count + data.Test.Count);
    }

    [Fact]
    public void Quotes_byte_order_marks_empty_lines_and_windows_line_ends_are_understood()
    {
        using var data = Load(
            "\ufeff"
                + Flowers
                    .Replace("red", "\"dark, \"\"very\"\"\nred\"", StringComparison.Ordinal)
                    .Replace("10,", "\n10,", StringComparison.Ordinal)
                    .Replace("\n", "\r\n", StringComparison.Ordinal)
                + "\r\n"
        );
        Assert.Equal((10, 3), (data.Train.Count + data.Test.Count, data.InputShape[0]));
    }

    [Theory]
    [InlineData("", "/t.csv is empty. Its first line must name the columns.")]
    [InlineData("a,kind\n", "/t.csv has a header and no rows.")]
    [InlineData("a,a,kind\n1,2,x\n", "/t.csv: the first line names the column 'a' twice. Rename one.")]
    [InlineData("a,kindd\n1,x\n", "/t.csv has no column 'kind'. Did you mean 'kindd'? Its header has a, kindd.")]
    [InlineData(
        "a,kind\n1,x\n2\n",
        "/t.csv, line 3: this row has 1 cells, the header has 2. Complete the row or remove it; a cell that holds the delimiter "
            + "has to be quoted. If the table begins further down, say header: and the line that names its columns."
    )]
    [InlineData(
        "a,kind\n1,x\n2,y,z\n",
        "/t.csv, line 3: this row has 3 cells, the header has 2. Complete the row or remove it; a cell that holds the delimiter "
            + "has to be quoted. If the table begins further down, say header: and the line that names its columns."
    )]
    [InlineData(
        "a,kind\n1,x\nNaN,y\n",
        "/t.csv, line 3, column 'a': the cell holds 'NaN', which is no value. Fill it in, remove the row, or leave the column out "
            + "with ignore: [a]; or say missing: drop to leave such rows out, or missing: mean or "
            + "missing: median to fill them and mark them by one more input."
    )]
    [InlineData(
        "a,kind\n1,x\n,y\n",
        "/t.csv, line 3, column 'a': the cell holds '', which is no value. Fill it in, remove the row, or leave the column out "
            + "with ignore: [a]; or say missing: drop to leave such rows out, or missing: mean or "
            + "missing: median to fill them and mark them by one more input."
    )]
    [InlineData(
        "a,kind\n1,x\n1e99,y\n",
        "/t.csv, line 3, column 'a': 1e99 is not a finite float32 number. Correct it, "
            + "remove the row, or leave the column out with ignore: [a]."
    )]
    [InlineData(
        "a,kind\n1,x\nInfinity,y\n",
        "/t.csv, line 3, column 'a': Infinity is infinite. Correct it, remove the row, or leave the column out with ignore: [a]."
    )]
    [InlineData(
        "a,kind\n1,x\n2,y\nthree,x\n",
        "/t.csv, line 4, column 'a': the cell holds 'three', but other rows hold numbers ('1' in line 2). Correct it, or say "
            + "categorical: [a] if these numbers are names."
    )]
    [InlineData(
        "a,b,kind\n\"1\n\",2,x\n3,oh,y\n",
        "/t.csv, line 4, column 'b': the cell holds 'oh', but other rows hold numbers ('2' in line 2). Correct it, or say "
            + "categorical: [b] if these numbers are names."
    )]
    [InlineData(
        "a,kind\n1,2\n2,3\n",
        "/t.csv: the target 'kind' holds numbers, so it is not clear what they mean. Say task: classification if they name "
            + "classes, or task: regression if they are amounts."
    )]
    [InlineData("a,kind\n1,x\n2,x\n", "/t.csv: every row has the same target 'x', so there is nothing to tell apart.")]
    [InlineData("kind\nx\ny\n", "/t.csv: no column is left to predict 'kind' from.")]
    [InlineData(
        "a,kind\n1,x\n2,y\n",
        "/t.csv: 2 samples, split into a validation share of 0 and a test share of 0.2, give 2 to train on, 0 to validate and 0 "
            + "to test. Give more samples or other shares."
    )]
    public void Says_what_is_wrong_and_where(string text, string message) => Assert.Equal(message, Error(text));

    [Fact]
    public void A_broken_quote_names_the_line() =>
        Assert.StartsWith("/t.csv, near line 3: this is not csv: ", Error("a,kind\n1,x\n\"2\" 3,y\n"));

    [Fact]
    public void Texts_are_no_regression_target() =>
        Assert.StartsWith(
            "/t.csv, line 2, column 'kind': the target holds 'rose', which is no number, but the task is regression.",
            Error(Flowers, new() { Target = "kind", Task = LearningTask.Regression })
        );

    [Fact]
    public void A_column_that_names_every_row_is_refused() =>
        Assert.StartsWith(
            "/t.csv: column 'id' has 1600 different texts in 1600 rows that are trained on ('n0', 'n1', ...): a name of nearly "
                + "every row teaches nothing of a new one. Leave it out with ignore: [id]",
            Error("id,kind\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"n{i},{(i % 2 == 0 ? "x" : "y")}\n")))
        );

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
        using var data = Datasets.Csv(_temporary.Bytes("t.csv", [.. "a,kind\n"u8, .. rows]), new() { Target = "kind" });
        Assert.Equal(["café", "thé"], data.ClassNames);
        Assert.Contains("is not UTF-8; its letters are read as Windows-1252", data.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xe9, 0x81, 0x0a }, " is not UTF-8 text, and no Western European text either: ")]
    [InlineData(new byte[] { 0x00, 0x01, 0x00, 0x00, 0x01, 0x02, 0x03, 0x00 }, " is no text: it holds bytes of 0.")]
    [InlineData(new byte[] { 0x00, 0x0a }, " is no text: it holds bytes of 0.")]
    public void What_is_no_text_is_refused(byte[] bytes, string message)
    {
        var file = _temporary.Bytes("t.csv", [.. "a,kind\n1,x\n2,y\n3,"u8, .. bytes]);
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
            _temporary.Bytes(
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

    [Fact]
    public void Gaps_are_counted_by_column_dropped_or_filled_from_the_training_part()
    {
        var lines = Enumerable
            .Range(0, 40)
            .Select(i => $"{(i is 7 or 21 ? "" : i)},{(i == 9 ? "NA" : i % 2 == 0 ? "red" : "blue")},{(i % 2 == 0 ? "x" : "y")}")
            .ToArray();
        var text = "a,b,kind\n" + string.Join('\n', lines) + "\n";
        Assert.Equal(
            "/t.csv: 3 cells hold no value: a 2, b 1 (the first of 'a' in line 9: ''). Fill them in, or leave the column out with "
                + "ignore: [a]; or say missing: drop to leave such rows out, or missing: mean or "
                + "missing: median to fill them and mark them by one more input.",
            Error(text)
        );

        using var dropped = Load(text, new() { Target = "kind", Missing = MissingCells.Drop });
        Assert.Equal(37, dropped.Train.Count + dropped.Test.Count);
        Assert.Equal(["3 of 40 rows are left out for cells without a value: a 2, b 1"], dropped.Notes);

        using var filled = Load(text, new() { Target = "kind", Missing = MissingCells.Mean }, new() { Normalize = Normalization.None });
        Assert.Equal(2 + 3, filled.InputShape[0]);
        var (all, train) = (cat([filled.TrainX, filled.TestX]), filled.TrainX);
        var known = train.select(1, 0)[train.select(1, 1).eq(0)];
        foreach (var row in Enumerable.Range(0, 40).Select(i => all[i]).Where(row => row[1].item<float>() == 1))
            Assert.Equal(known.mean().item<float>(), row[0].item<float>(), 1e-4);
        Assert.Equal((2f, 1f), (all.select(1, 1).sum().item<float>(), all.select(1, 4).sum().item<float>()));
        Assert.Equal(0, all[all.select(1, 4).eq(1)].narrow(1, 2, 2).sum().item<float>());
        Assert.Equal(
            "cells without a value are filled with the mean of the training part and marked by one more input: a 2, b 1",
            filled.Notes[0]
        );
    }

    [Fact]
    public void Rows_without_a_target_are_left_out_only_when_asked()
    {
        var text = Flowers
            .Replace("\n3,red,rose", "\n3,red,", StringComparison.Ordinal)
            .Replace("\n5,red,rose", "\n5,red,?", StringComparison.Ordinal);
        Assert.Equal(
            "/t.csv: 2 cells of the target 'kind' hold no value (the first of 'kind' in line 4: ''). Fill them in, or say "
                + "missing-target: drop to leave those rows out.",
            Error(text)
        );
        Assert.StartsWith("/t.csv: 2 cells of the target", Error(text, new() { Target = "kind", Missing = MissingCells.Mean }));
        using var data = Load(text, new() { Target = "kind", DropWithoutTarget = true });
        Assert.Equal(8, data.Train.Count + data.Test.Count);
    }

    [Fact]
    public void A_column_without_any_value_is_refused_whatever_is_asked() =>
        Assert.Equal(
            "/t.csv: column 'colour' holds no value in any row. Leave it out with ignore: [colour].",
            Error(
                Flowers.Replace("red", "", StringComparison.Ordinal).Replace("blue", "NA", StringComparison.Ordinal),
                new() { Target = "kind", Missing = MissingCells.Mean }
            )
        );

    [Fact]
    public void Names_of_rows_are_refused_unless_they_are_asked_for()
    {
        var text = "name,kind\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"name{i},{(i % 2 == 0 ? "x" : "y")}\n"));
        Assert.EndsWith(
            "Leave it out with ignore: [name], or put what matters in it into a column with few different texts; categorical: "
                + "[name] makes an input of each text all the same.",
            Error(text)
        );
        using var data = Load(text, new() { Target = "kind", Categorical = ["name"] });
        Assert.Equal(48, data.InputShape[0]);
    }

    [Fact]
    public void All_columns_that_name_rows_are_told_at_once() =>
        Assert.Equal(
            "/t.csv: nearly every row that is trained on has a text of its own in mail (48 different), name (48 different): a "
                + "name of a row teaches nothing of a new one. "
                + "Leave such columns out with ignore: [mail, name], or put what matters in them into columns with few different "
                + "texts; categorical: [mail] makes an input of each text all the same.",
            Error(
                "mail,a,name,kind\n"
                    + string.Concat(Enumerable.Range(0, 60).Select(i => $"u{i}@x.org,{i % 5},name{i},{(i % 2 == 0 ? "x" : "y")}\n"))
            )
        );

    [Fact]
    public void A_class_for_nearly_every_row_is_refused() =>
        Assert.StartsWith(
            "/t.csv: the target 'price' has 60 different values in 60 rows ('$1000', '$1001', ...), and a class has to be seen "
                + "more than once. Say task: regression",
            Error(
                "a,price\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7},${1000 + i}\n")),
                new() { Target = "price", Task = LearningTask.Classification }
            )
        );

    [Fact]
    public void A_number_of_the_row_is_told_of()
    {
        using var data = Load(
            "id,plz,day,kind\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 20)
                        .Select(i => $"{i + 1},0{1000 + (i * 7 % 5)},202101{10 + (i * 3 % 11)},{(i % 2 == 0 ? "x" : "y")}\n")
                )
        );
        Assert.Equal(
            [
                "id: it counts the rows, which says nothing about a new one; if it is no quantity, leave it out with ignore: [id]",
                "plz: read as numbers, but '01000' begins with 0; if they are names, such as postal codes, say categorical: [plz]",
                "day: read as numbers, but they look like dates (year, month, day); date-columns: [day] reads them so",
            ],
            data.Notes
        );
    }

    [Fact]
    public void A_date_is_no_target() =>
        Assert.StartsWith(
            "/t.csv, line 2, column 'day': the target holds dates or times ('2021-01-01')",
            Error("a,day\n1,2021-01-01\n2,2021-01-02\n", new() { Target = "day", Task = LearningTask.Regression })
        );

    [Fact]
    public void There_has_to_be_a_test_part() =>
        Assert.StartsWith(
            "split.Test is 0 but must be finite and above 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Load(Flowers, options: new() { Split = new(Test: 0) })).Message
        );

    [Fact]
    public void An_absent_file_is_named() =>
        Assert.EndsWith(
            "nothing.csv cannot be read: there is no such file. Check the path.",
            Assert.Throws<DatasetException>(() => Datasets.Csv(_temporary.Path("nothing.csv"), new() { Target = "y" })).Message
        );
}
