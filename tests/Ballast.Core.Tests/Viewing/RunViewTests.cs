using System.Globalization;
using System.Text.Json;
using Ballast.Core.Tests.Recording;

namespace Ballast.Core.Tests.Viewing;

[Collection(UsesSelfLog.Name)]
public sealed class RunViewTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_grows_is_followed_and_what_was_read_is_not_read_again()
    {
        using var writer = Sinks.RunFile(_folder["run"]);
        Write(writer, 0, 5);
        writer.Saving();
        using var view = RunView.Open(_folder["run"]);
        Assert.True(view.Follow());
        Assert.False(view.Follow());
        Assert.Equal(5, view.Steps);
        Write(writer, 5, 12);
        writer.Saving();
        Assert.True(view.Follow());
        Assert.Equal(12, view.Curves().Steps);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), view.Curves().Series[0].Last);
    }

    /// <summary>As of a loop without a guard, or of another tool's log.</summary>
    [Fact]
    public void A_run_without_parameters_is_read_once_too()
    {
        using (var writer = Sinks.RunFile(_folder["run"]))
            for (var step = 0; step < 3; step++)
                writer.Write(new StepRecord(new GradientReading(step, step, []), Verdict.Proceed));
        using var view = RunView.Open(_folder["run"]);
        Assert.Equal([true, false], [view.Follow(), view.Follow()]);
        Assert.Equal((3, 0), (view.Curves().Series[0].Last.Length, view.Heat(LayerQuantity.Gradient).Cells.Length));
    }

    [Fact]
    public void Of_a_long_run_a_stretch_is_there_at_once()
    {
        using (var writer = Sinks.RunFile(_folder["run"]))
            Write(writer, 0, 3000);
        using var view = RunView.Open(_folder["run"]);
        var steps = new List<long>();
        while (view.Follow(TimeSpan.Zero) && steps.Count < 10)
        {
            Assert.Null(steps.Count < 2 ? view.Story("run").Findings : null); // nothing is said of half a run
            steps.Add(view.Steps);
        }

        Assert.True(steps is [> 0 and < 3000, .., 3000], string.Join(' ', steps));
        Assert.NotNull(view.Story("run").Findings);
    }

    [Fact]
    public void Cut_out_it_is_finer_and_of_the_same_steps()
    {
        using (var writer = Sinks.RunFile(_folder["run"]))
            Write(writer, 0, 5000);
        using var view = RunView.Open(_folder["run"]);
        view.Follow();
        Assert.Equal(8, view.Curves(most: 1000).Width);
        var cut = view.Curves(4000, 4100, 1000);
        Assert.Equal((4000, 1, 5000), (cut.Start, cut.Width, cut.Steps));
        Assert.Equal(Enumerable.Range(4000, 100).Select(i => (double)i), cut.Series[0].Last);
        var heat = view.Heat(LayerQuantity.Gradient, 4000, 4100, 1000);
        Assert.Equal((100, 200), (heat.Buckets, heat.Cells.Length));
        var layer = view.Layer(1, 4000, 4100, 1000);
        Assert.Equal(heat.Cells[100..], layer.Cells[..100]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Layer(2));
    }

    [Fact]
    public void A_resumed_run_is_read_anew()
    {
        using (var writer = Sinks.RunFile(_folder["run"]))
            Write(writer, 0, 10);
        using var view = RunView.Open(_folder["run"]);
        view.Follow();
        using (var writer = Sinks.RunFile(_folder["run"], new RunFileOptions { Append = true, ResumeAt = 4 }))
            Write(writer, 4, 11, loss: 7);
        view.Follow();
        Assert.Equal([0, 1, 2, 3, 7, 7, 7, 7, 7, 7, 7], view.Curves().Series[0].Last);
    }

    [Fact]
    public void Where_records_are_missing_findings_name_the_step_and_not_the_row()
    {
        using (var writer = Sinks.RunFile(_folder["run"]))
        {
            Write(writer, 0, 10);
            Write(writer, 30, 40);
            writer.Write(Some.Record(40, loss: double.NaN));
        }

        using var view = RunView.Open(_folder["run"]);
        view.Follow();
        var finding = Assert.Single(view.Story("run").Findings!, it => it.Code == "EXP005");
        Assert.Equal(40, finding.Since);
        Assert.StartsWith("At step 40 ", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_leave_as_JSON_with_null_for_NaN_and_HTML_escaped()
    {
        var text = JsonSerializer.Serialize(
            new
            {
                a = double.NaN,
                b = 1e300,
                c = double.PositiveInfinity,
                d = 0.1 + 0.2,
                e = "</script><!--",
            },
            ViewJson.Options
        );
        Assert.Equal(
            """{"a":null,"b":1E+300,"c":"∞","d":0.3,"e":"\u003C/script\u003E\u003C!--"}""",
            text.Replace("\\u221E", "∞", StringComparison.Ordinal)
        );
        Assert.Equal(
            [double.NaN, 1e300, double.PositiveInfinity, double.NegativeInfinity],
            JsonSerializer.Deserialize<double[]>("""[null,1E+300,"∞","-∞"]""", ViewJson.Options)!
        );
    }

    [Fact]
    public void As_values_separated_by_commas_every_step_is_there()
    {
        using (var writer = Sinks.RunFile(_folder["run"]))
        {
            Write(writer, 0, 3);
            writer.Write(new StepRecord(Some.Reading(3, double.NaN, 1, double.NaN), Verdict.Skip("so, \"bad\"")));
        }

        using var run = RunFile.Open(_folder["run"]);
        var (steps, layers) = (new StringWriter(), new StringWriter());
        RunCsv.Steps(run, steps);
        RunCsv.Layers(run, layers, LayerQuantity.Gradient);
        var lines = steps.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Equal(lines[0].Count(c => c == ','), lines[1].Count(c => c == ','));
        Assert.StartsWith("3,", lines[4], StringComparison.Ordinal);
        Assert.Contains(",NaN,", lines[4], StringComparison.Ordinal);
        Assert.EndsWith(",\"so, \"\"bad\"\"\",", lines[4], StringComparison.Ordinal);
        Assert.Equal(
            ["step,layer0.weight,layer1.weight", "0,1,2", "1,1,2", "2,1,2", "3,1,NaN"],
            layers.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n')
        );
    }

    [Fact]
    public void A_list_shows_every_run_and_says_of_a_broken_one_that_it_is()
    {
        using (var writer = Sinks.RunFile(_folder["b"]))
            Write(writer, 0, 4);
        Directory.CreateDirectory(_folder["a"]);
        File.WriteAllText(Path.Combine(_folder["a"], "run.db"), "no run at all, and long enough to look like one".PadRight(5000));
        Directory.CreateDirectory(_folder["c"]);
        using (var writer = Sinks.RunFile(_folder["d.db"]))
            Write(writer, 0, 2);
        File.WriteAllText(_folder["e.db"], "a database of somebody else".PadRight(5000));
        var runs = RunOverview.RunsIn(_folder.Path).Select(RunOverview.Read).ToArray();
        Assert.Equal(
            [("a", "unreadable", 0L), ("b", "ended", 4L), ("d.db", "ended", 2L)],
            runs.Select(it => (Path.GetFileName(it.Run), it.Status, it.Steps))
        );
    }

    private static void Write(RunFileWriter writer, int from, int to, double? loss = null)
    {
        for (var step = from; step < to; step++)
        {
            writer.Write(new StepRecord(Some.Reading(step, loss ?? step, 1, 2), Verdict.Proceed));
            if (step % 1000 == 999)
                writer.Saving(); // a loop that does nothing else is faster than the disk
        }
    }
}
