using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Windows of a time series: which rows they are of, and that none knows what it should not.</summary>
[TensorTests]
public sealed class WindowTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private static string Series(int rows, string by = "") =>
        "hour,a,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i}{by},{i},{100 + i}\n"));

    private Dataset Load(string text, WindowOptions window, DataSplit? split = null, DataOptions? options = null) =>
        Datasets.Csv(
            _temporary.Text("t.csv", text),
            new()
            {
                Target = "y",
                Task = LearningTask.Regression,
                Window = window,
            },
            (options ?? new()) with
            {
                Normalize = Normalization.None,
                Split = split ?? new(0.2, 0.2),
            }
        );

    private string Error(string text, WindowOptions window, DataSplit? split = null) =>
        Assert.Throws<DatasetException>(() => Load(text, window, split)).Message.Replace(_temporary.Folder, "", StringComparison.Ordinal);

    [Fact]
    public void Inputs_are_the_last_rows_and_the_target_stands_ahead()
    {
        using var data = Load(Series(50), new(Length: 4, Horizon: 2) { Time = "hour" });
        Assert.Equal([4, 2], data.InputShape);
        Assert.Equal((30 - 5, 10 - 5, 10 - 5), (data.Train.Count, data.Validation!.Count, data.Test.Count));
        foreach (var (part, start) in (ReadOnlySpan<(Samples, int)>)[(data.Train, 0), (data.Validation, 30), (data.Test, 40)])
        {
            for (var i = 0; i < part.Count; i++)
            {
                Assert.Equal([.. Enumerable.Range(start + i, 4).Select(row => (float)row)], part.X[i].select(1, 0).data<float>().ToArray());
                // the past of the target
                Assert.Equal([.. Enumerable.Range(start + i, 4).Select(row => 100f + row)], part.X[i].select(1, 1).data<float>().ToArray());
                Assert.Equal(100f + start + i + 3 + 2, part.Y[i].item<float>());
            }
        }
    }

    [Fact]
    public void No_window_crosses_from_one_part_into_another_whatever_the_stride()
    {
        foreach (var (length, horizon, stride) in (ReadOnlySpan<(int, int, int)>)[(1, 1, 1), (3, 1, 2), (5, 3, 3), (2, 4, 7)])
        {
            using var data = Load(Series(60), new(length, horizon, stride) { Inputs = ["a"] });
            var last = -1f;
            foreach (var part in new[] { data.Train, data.Validation!, data.Test })
            {
                Assert.True(part.X.min().item<float>() > last, $"{length} {horizon} {stride}");
                last = part.Y.max().item<float>() - 100;
                Assert.True(part.X.max().item<float>() < last);
            }
        }
    }

    [Fact]
    public void Series_are_told_apart_each_with_parts_of_its_own()
    {
        // two stations, row by row in turn, one with values 1000 higher
        var text = "s,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"north,{i}\nsouth,{1000 + i}\n"));
        using var data = Load(text, new(3) { By = "s" });
        Assert.Equal([3, 1], data.InputShape);
        Assert.Equal(2 * (24 - 3), data.Train.Count);
        Assert.Equal(2 * (8 - 3), data.Test.Count);
        foreach (var part in new[] { data.Train, data.Validation!, data.Test })
            Assert.Equal(0, (part.Y.squeeze(1) - part.X.select(1, 2).squeeze(1) - 1).abs().max().item<float>());
    }

    [Fact]
    public void Scaling_and_categories_are_learned_on_what_is_trained_on()
    {
        var text =
            "kind,y\n"
            + string.Concat(
                Enumerable
                    .Range(0, 40)
                    .Select(i => $"{(i < 24 ? i % 2 == 0 ? "x" : "z" : "late")},{(i < 24 ? i % 2 : 50)}\n")
            );
        using var data = Datasets.Csv(
            _temporary.Text("t.csv", text),
            new()
            {
                Target = "y",
                Task = LearningTask.Regression,
                Window = new(2),
            },
            new() { Split = new(0.2, 0.2), TargetScale = TargetScale.Standard }
        );
        Assert.Equal([2, 3], data.InputShape); // x, z, and the past of y; the text of later is no input
        Assert.InRange(data.TargetScaling.Offset.Single(), 0, 1);
        Assert.Equal(0, data.TestX.narrow(2, 0, 2).abs().max().item<float>());
    }

    [Fact]
    public void Classes_ahead_are_learned_from_classes_behind()
    {
        var text =
            "y\n"
            + string.Concat(
                Enumerable
                    .Range(0, 60)
                    .Select(i =>
                        (i % 3) switch
                        {
                            0 => "sun\n",
                            1 => "rain\n",
                            _ => "snow\n",
                        }
                    )
            );
        using var data = Datasets.Csv(_temporary.Text("t.csv", text), new() { Target = "y", Window = new(2) });
        Assert.Equal(["rain", "snow", "sun"], data.ClassNames);
        Assert.Equal([2, 3], data.InputShape);
        Assert.Empty(data.TargetShape);
    }

    [Fact]
    public void A_file_of_its_own_makes_windows_of_its_own()
    {
        _temporary.Text("test.csv", Series(12));
        using var data = Load(Series(30), new(3), options: new() { TestSource = new(_temporary.Path("test.csv")) }, split: new(0, 0.2));
        Assert.Equal((27, 9), (data.Train.Count, data.Test.Count));
    }

    [Fact]
    public void A_trained_model_reads_one_window_for_every_row_that_has_enough_behind_it()
    {
        var text = "s,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"north,{i}\nsouth,{1000 + i}\n"));
        using var data = Load(text, new(3, Horizon: 2, Stride: 4) { By = "s" });
        var format = SampleFormat.Load(data.Format.Save());
        var read = format.ReadRows(_temporary.Text("new.csv", "s,y\nnorth,1\nsouth,5\nnorth,2\nnorth,3\nsouth,6\nsouth,7\nnorth,4\n"));
        Assert.Equal([3, 5, 6], read.Rows);
        Assert.Equal([1, 2, 3, 5, 6, 7, 2, 3, 4], read.X.data<float>().ToArray());
        Assert.Contains(
            "at most 2 rows in a row of one series; the model answers from the last 3",
            Assert.Throws<DatasetException>(() => format.Read(_temporary.Text("new.csv", "s,y\na,1\nb,2\na,3\n"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Says_what_is_wrong()
    {
        Assert.Contains(
            "the test part has at most 4 rows in a row of one series, but a window of 5 rows with its target 1 ahead takes 6",
            Error(Series(20), new(5), new(0, 0.2)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "/t.csv, line 4, column 'hour': '1' comes after '2', so the rows are not in the order of time. Sort them, oldest "
                + "first, or name the column that tells series apart as window.by.",
            Error("hour,y\n2,1\n2,1\n1,1\n", new(1) { Time = "hour" })
        );
        Assert.Contains(
            "'2024-01-01' comes after '2024-01-02'",
            Error("t,y\n2024-01-02,1\n2024-01-01,2\n", new(1) { Time = "t" }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no column 'hours'. Did you mean 'hour'?",
            Error(Series(20), new(2) { By = "hours" }),
            StringComparison.Ordinal
        );
        Assert.Contains("no column is left to make windows of", Error(Series(20), new(2) { Inputs = [] }), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(Series(20), new(2, Horizon: 0)));
    }
}
