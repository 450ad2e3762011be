using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What columns become, and what is wrong with them.</summary>
[TensorTests]
public sealed class CsvDatasetTests : CsvTests
{
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
        var table = CsvTable.Read(Files.Text("t.csv", Flowers));
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
}
