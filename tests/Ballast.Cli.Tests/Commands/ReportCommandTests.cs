using System.Buffers.Binary;
using System.CommandLine;
using Ballast.Cli.Tests.Reporting;
using Ballast.Cli.Tests.Screens;
using SkiaSharp;

namespace Ballast.Cli.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;
    private readonly string _off,
        _auto;

    public ReportCommandTests()
    {
        _off = FakeRun.Write(Path.Combine(_folder, "off"), FakeRun.Exploding, 300);
        _auto = FakeRun.Write(Path.Combine(_folder, "auto"), Fake.Healthy, 300);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Writes_a_picture_with_curves_in_both_panels()
    {
        var file = Path.Combine(_folder, "new", "picture.png");
        Assert.Equal(0, Report(_off, _auto, "--out", file));
        var bytes = File.ReadAllBytes(file);
        Assert.Equal(
            (2000, 840),
            (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)))
        );

        using var picture = SKBitmap.Decode(bytes);
        var blue = SKColor.Parse("#0072B2");
        Assert.True(Count(picture, blue, 0, 1120) > 500, "the loss of the second run is missing");
        Assert.True(Count(picture, blue, 1120, 2000) > 500, "its accuracy is missing");
        Assert.True(Count(picture, SKColor.Parse("#D55E00"), 0, 1120) > 500, "the first run is missing");
    }

    [Fact]
    public void Marks_where_a_run_was_lost_and_names_the_runs()
    {
        var file = Path.Combine(_folder, "picture.svg");
        Assert.Equal(0, Report(_off, _auto, "--out", file, "--label", "plain", "--label", "guarded"));
        var text = string.Concat(File.ReadLines(file));
        Assert.All(["NaN from step 12", "plain", "guarded", "training loss", "test accuracy", "guard refused a step", "90.0 %"], words =>
            Assert.Contains($">{words}<", text.Replace("\t", "", StringComparison.Ordinal), StringComparison.Ordinal)
        );
        Assert.DoesNotContain("nan,", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Without_accuracy_the_gradient_norm_is_drawn()
    {
        var (run, file) = (
            FakeRun.Write(Path.Combine(_folder, "regression"), Fake.Healthy, 50, evaluations: false),
            Path.Combine(_folder, "picture.svg")
        );
        Assert.Equal(0, Report(run, "--out", file));
        var text = File.ReadAllText(file);
        Assert.Contains("gradient norm", text, StringComparison.Ordinal);
        var names = text.Split('\n').Where(line => line.Contains("regression", StringComparison.Ordinal)).ToArray();
        Assert.Single(names.Distinct()); // in one legend, not two; ScottPlot draws a first picture twice, on itself
    }

    [Fact]
    public void Odd_runs_are_drawn_too()
    {
        var one = FakeRun.Write(Path.Combine(_folder, "one"), Fake.Healthy, 1);
        var lost = FakeRun.Write(Path.Combine(_folder, "lost"), step => Fake.Record(step, double.NaN, double.NaN), 20, evaluations: false);
        var negative = FakeRun.Write(Path.Combine(_folder, "negative"), step => Fake.Record(step, -step, 0), 20, evaluations: false);
        foreach (var run in new[] { one, lost, negative })
            Assert.Equal(0, Report(run, "--out", Path.Combine(_folder, "picture.png")));
        Assert.Equal(0, Report(one, lost, negative, _off, _auto, one, lost, negative, "--out", Path.Combine(_folder, "picture.png")));
    }

    [Fact]
    public void Bad_input_is_one_clear_message()
    {
        Assert.Equal($"There is no run at {_folder}/none: {_folder}/none/run.db does not exist.", Refusal(_folder + "/none"));
        Assert.Equal(
            "--out x.pdf ends in none of .html, .md, .png, .svg, .csv, .parquet. Write for example --out report.html.",
            Refusal(_off, "--out", "x.pdf")
        );
        Assert.Equal(
            "--label was given 1 times for 2 runs. Give one label for each run, in their order, or none.",
            Refusal(_off, _auto, "--label", "a")
        );
        new RunFileWriter(Path.Combine(_folder, "new")).Dispose();
        Assert.Equal($"{_folder}/new/run.db has no steps yet. Wait for the training to begin.", Refusal(_folder + "/new"));
        Assert.StartsWith(
            $"{_off}/run.db/x.png cannot be written: ",
            Refusal(_off, "--out", _off + "/run.db/x.png"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_font_is_carried_along()
    {
        _ = PictureStyle.ColorOf(0);
        var face = ScottPlot.Fonts.GetTypeface(PictureStyle.Font, bold: false, italic: false);
        Assert.Equal("DejaVu Sans", face.FamilyName);
        Assert.True(face.ContainsGlyphs("The quick brown fox 0123456789 %,.+-äöüéñłσ√∞≤×→"));
    }

    private static int Count(SKBitmap picture, SKColor color, int from, int to)
    {
        var count = 0;
        for (var x = from; x < to; x++)
        {
            for (var y = 0; y < picture.Height; y++)
                count += picture.GetPixel(x, y) == color ? 1 : 0;
        }

        return count;
    }

    private static int Report(params string[] arguments) =>
        ReportCommand
            .Create()
            .Parse(arguments)
            .Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = TextWriter.Null });

    private static string Refusal(params string[] arguments) => Assert.Throws<UsageException>(() => Report(arguments)).Message;
}
