namespace Ballast.Cli.Tests.Commands;

/// <summary><c>predict --out</c>: predictions as a file that a spreadsheet or a program reads, in the units of the user.</summary>
public sealed class PredictedFileTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private string At(string path) => Path.Combine(_tool.Folder, path);

    private void Write(string path, string text) => File.WriteAllText(At(path), text);

    private string[] Lines(string path) => File.ReadAllText(At(path)).TrimEnd('\n').Split('\n');

    private string Done(params string[] arguments)
    {
        var (exit, output, error) = _tool.Run(arguments);
        Assert.True(exit == 0, $"{exit} {error}");
        return output;
    }

    private string Refused(params string[] arguments)
    {
        var (exit, _, error) = _tool.Run(arguments);
        Assert.True(exit == 2, $"{exit} {error}");
        return Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Classes_with_their_probabilities_beside_the_columns_that_were_read()
    {
        Write(
            "t.csv",
            "height,note,kind\n"
                + string.Concat(Enumerable.Range(0, 80).Select(i => i % 2 == 0 ? $"{10 + (i % 5)},x,rose\n" : $"{2 + (i % 5)},y,iris\n"))
        );
        Write(
            "c.yaml",
            "data: { name: csv, path: t.csv, target: kind, ignore: [note], batch: 16 }\nmodel: { name: mlp, hidden: [8] }\n"
                + "optimizer: { name: adam, lr: 0.05 }\ntrain: { epochs: 6, threads: 1 }\n"
                + "loss: { name: cross-entropy, weight: { rose: 2 } }\n"
        );
        Done("train", "c.yaml", "--out", "run", "--quiet");
        Write("new.csv", "name,height,row\n\"tall, red\",12,a\nsmall,3,b\n");
        Assert.Equal("2 predictions in p.csv", Done("predict", "run", "new.csv", "--out", "p.csv", "--with-inputs").TrimEnd());
        var lines = Lines("p.csv");
        Assert.Equal("name,height,row,row (predicted),line,name (predicted),probability,p(iris),p(rose)", lines[0]);
        Assert.StartsWith("\"tall, red\",12,a,0,2,rose,0.", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("small,3,b,1,3,iris,0.", lines[2], StringComparison.Ordinal);
        var cells = lines[2].Split(',');
        Assert.Equal(
            1,
            double.Parse(cells[^1], System.Globalization.CultureInfo.InvariantCulture)
                + double.Parse(cells[^2], System.Globalization.CultureInfo.InvariantCulture),
            1e-6
        );

        // what was there is replaced, nothing is left beside it, and json tells how many there are
        Assert.Equal(2, Tool.Json(Done("predict", "run", "new.csv", "--out", "p.csv", "--json")).GetProperty("count").GetInt32());
        Assert.Equal("row,line,name,probability,p(iris),p(rose)", Lines("p.csv")[0]);
        Done("predict", "run", "new.csv", "--out", "p.json", "--quiet");
        Assert.Equal("iris", Tool.Json(File.ReadAllText(At("p.json")))[1].GetProperty("name").GetString());
        Write("more.csv", "height\n2\n");
        Done("predict", "run", "new.csv", "more.csv", "--out", "p.csv");
        Assert.StartsWith("more.csv,0,2,iris,", Lines("p.csv")[3], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_tool.Folder, "*.part"));

        Assert.Contains(
            "--out new.csv is one of the files to predict from, which would be lost.",
            Refused("predict", "run", "new.csv", "--out", "new.csv"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--out p.txt is of no kind that can be written. Give a name that ends in .csv or .json.",
            Refused("predict", "run", "new.csv", "--out", "p.txt"),
            StringComparison.Ordinal
        );
        Assert.Contains("there is no folder", Refused("predict", "run", "new.csv", "--out", "gone/p.csv"), StringComparison.Ordinal);
        Assert.Contains(
            "--with-inputs puts the columns of tables beside predictions",
            Refused("predict", "run", "new.csv", "--with-inputs"),
            StringComparison.Ordinal
        );
    }

    /// <summary>Prices: 14 * 0.1 rooms is more than three digits, and a target that is scaled comes back.</summary>
    [Theory]
    [InlineData("none", "0.02")]
    [InlineData("standard", "0.02")]
    [InlineData("log", "0.02")]
    public void Several_numbers_in_the_units_of_the_user(string scale, string rate)
    {
        Write(
            "t.csv",
            "a,b,price,area\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(i => $"{i % 20},{i % 7},{200_000 + (5_000 * (i % 20)) + (9_000 * (i % 7))},{50 + (2 * (i % 20))}\n")
                )
        );
        Write(
            "c.yaml",
            $"data: {{ name: csv, path: t.csv, target: [price, area], target-scale: {scale}, batch: 16 }}\nmodel: {{ name: mlp, "
                + $"hidden: [16] }}\nloss: mse\noptimizer: {{ name: adam, lr: {rate} }}\ntrain: {{ epochs: 20, threads: 1 }}\n"
        );
        var trained = Tool.Json(Done("train", "c.yaml", "--out", "run", "--json"));
        var mae = trained.GetProperty("metricDetails").GetProperty("mae").EnumerateArray().Select(it => it.GetDouble()).ToArray();
        Assert.Equal(2, mae.Length);
        var values = Tool.Json(Done("eval", "run", "--json"));
        Assert.Equal(trained.GetProperty("metrics").GetRawText(), values.GetProperty("metrics").GetRawText());
        if (scale == "none")
            return;
        Assert.True(trained.GetProperty("testLoss").GetDouble() < 0.2 && mae[0] is > 10 and < 20_000, $"{trained}");
        Write("new.csv", "b,a\n2,10\n6,3\n");
        Done("predict", "run", "new.csv", "--out", "p.csv");
        Assert.Equal("row,line,price,area", Lines("p.csv")[0]);
        var first = Lines("p.csv")[1].Split(',');
        Assert.InRange(double.Parse(first[2], System.Globalization.CultureInfo.InvariantCulture), 268_000 - 30_000, 268_000 + 30_000);
        Assert.InRange(double.Parse(first[3], System.Globalization.CultureInfo.InvariantCulture), 70 - 15, 70 + 15);
        var screen = Done("predict", "run", "new.csv");
        Assert.Matches("^new.csv\\[0\\]: price 2[0-9]{5}(\\.[0-9])?, area [0-9]{2}\\.[0-9]+\n", screen);
    }

    /// <summary>One line for each window, with the row and the time after which it looks ahead.</summary>
    [Fact]
    public void Windows_name_the_row_and_the_time_they_end_at()
    {
        Write(
            "t.csv",
            "when,s,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 60)
                        .SelectMany(i => (string[])[$"2024-01-01 {i:00},n,{i % 5}\n", $"2024-01-01 {i:00},m,{100 + (i % 5)}\n"])
                )
        );
        Write(
            "c.yaml",
            "data: { name: csv, path: t.csv, target: y, task: regression, target-scale: standard, window: { length: 6, horizon: "
                + "2, by: s, time: when }, batch: 8 }\nmodel: { name: gru, width: 16 }\nloss: mse\noptimizer: { name: adam, lr: "
                + "0.02 }\ntrain: { epochs: 12, threads: 1 }\n"
        );
        var trained = Tool.Json(Done("train", "c.yaml", "--out", "run", "--json"));
        Assert.True(trained.GetProperty("metrics").GetProperty("r2").GetDouble() > 0.9, $"{trained}");
        File.Delete(At("t.csv"));
        Write("new.csv", "y,when,s\n" + string.Concat(Enumerable.Range(0, 7).Select(i => $"{i % 5},t{i},n\n")) + "100,t7,m\n");
        Done("predict", "run", "new.csv", "--out", "p.csv", "--with-inputs");
        Assert.Equal("y,when,s,row,line,time,y (predicted)", Lines("p.csv")[0]);
        Assert.StartsWith("0,t5,n,0,7,t5,", Lines("p.csv")[1], StringComparison.Ordinal);
        Assert.StartsWith("1,t6,n,1,8,t6,", Lines("p.csv")[2], StringComparison.Ordinal);
        Assert.Equal(3, Lines("p.csv").Length);
        Assert.Contains("new.csv[1] after t6: ", Done("predict", "run", "new.csv"), StringComparison.Ordinal);
    }
}
