using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What is not there, and columns that name rows.</summary>
[TensorTests]
public sealed class CsvGapTests : CsvTests
{
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
            Assert.Throws<DatasetException>(() => Datasets.Csv(Files.Path("nothing.csv"), new() { Target = "y" })).Message
        );
}
