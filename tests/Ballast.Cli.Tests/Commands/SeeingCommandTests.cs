using System.Diagnostics;
using System.Text.Json;
using Ballast.Cli.Tests.Reporting;
using Ballast.Cli.Tests.Screens;

namespace Ballast.Cli.Tests.Commands;

/// <summary>Looking at runs: the page, the report, the terminal, SQL; and what other tools have logged.</summary>
public sealed class SeeingCommandTests : IDisposable
{
    private readonly Tool _tool = new();

    public SeeingCommandTests()
    {
        FakeRun.Write(Path.Combine(_tool.Folder, "runs", "off"), FakeRun.Exploding, 60);
        FakeRun.Write(Path.Combine(_tool.Folder, "runs", "auto"), Fake.Healthy, 60);
    }

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task The_page_is_served_until_a_signal()
    {
        using var process = _tool.StartShell("exec ballast ui runs --port 0");
        var address = new Uri((await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))!);
        Assert.True(address.IsLoopback);
        using var client = new HttpClient();
        var runs = JsonDocument.Parse(await client.GetStringAsync(new Uri(address, "/api/runs"))).RootElement;
        Assert.Equal(["auto", "off"], runs.EnumerateArray().Select(it => it.GetProperty("run").GetString()));
        // as Ctrl-C does; but where this suite was started in the background, SIGINT is ignored, and .NET leaves that as it is
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync()));
    }

    [Theory]
    [InlineData("ui nothing", "There is no folder nothing.")]
    [InlineData("ui log.csv", "log.csv is not a run of Ballast.")]
    [InlineData("ui runs --port 70000", "--port 70000 is none.")]
    [InlineData("ui runs --host everybody", "--host everybody is no address.")]
    [InlineData("show nothing", "There is no run at nothing")]
    [InlineData("show runs/off --quantity colour", "--quantity colour is none.")]
    [InlineData("query 'DROP TABLE runs'", "The tables are:")]
    [InlineData("query 'SELECT 1' --runs nothing", "There is no folder nothing.")]
    [InlineData("report runs/off runs/off --label a --label a", "Two runs are called a.")]
    [InlineData("report runs/off --out report.pdf", "ends in none of .html, .md, .png, .svg")]
    [InlineData("import nothing.csv", "There is no nothing.csv.")]
    [InlineData("import some.yaml", "Give the weights too")]
    [InlineData("import log.csv --map loss", "--map loss is not NAME=SERIES")]
    [InlineData("import log.csv --map loss=nothing", "the log has no series of that name. It has")]
    [InlineData("import log.csv --map colour=train_loss", "colour is none of loss, accuracy")]
    public void What_cannot_be_done_is_said(string line, string words)
    {
        File.WriteAllText(Path.Combine(_tool.Folder, "log.csv"), "step,train_loss\n0,1\n");
        var (exit, _, error) = _tool.Shell($"ballast {line}");
        Assert.Equal(2, exit);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void On_the_terminal_the_course_the_layers_and_the_findings_are_shown()
    {
        var (exit, output, error) = _tool.Run("show", "runs/off");
        Assert.Equal((0, ""), (exit, error));
        Golden.Check(output, "show-exploding");
    }

    [Fact]
    public void A_report_is_a_page_or_Markdown_with_its_picture()
    {
        var (exit, output, _) = _tool.Run("report", "runs/off", "runs/auto", "--out", "new/report.html");
        Assert.Equal(0, exit);
        Assert.Contains("new/report.html", output, StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(_tool.Folder, "new", "report.html"));
        Assert.Contains("id=\"embedded\">{\"runs\":[{\"run\":\"off\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"page/", page, StringComparison.Ordinal);
        (exit, _, _) = _tool.Run("report", "runs/off", "runs/auto", "--out", "report.md", "--lang", "zh");
        Assert.Equal(0, exit);
        var text = File.ReadAllText(Path.Combine(_tool.Folder, "report.md"));
        Assert.StartsWith("![Loss and accuracy of off, auto](report.svg)", text, StringComparison.Ordinal);
        Assert.Contains("**EXP005**", text, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_tool.Folder, "report.svg")));
        Assert.Empty(Directory.GetFiles(_tool.Folder, "*.unfinished", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Its_numbers_are_a_table_for_other_tools()
    {
        Assert.Equal(0, _tool.Run("report", "runs/off", "--out", "steps.csv").Exit);
        Assert.Equal(61, File.ReadLines(Path.Combine(_tool.Folder, "steps.csv")).Count());
        Assert.Equal(0, _tool.Run("report", "runs/off", "--out", "steps.parquet").Exit);
        await using var file = await Parquet.ParquetReader.CreateAsync(Path.Combine(_tool.Folder, "steps.parquet"));
        using var rows = file.OpenRowGroupReader(0);
        var (losses, steps) = (new double[60], new long[60]);
        await rows.ReadAsync<double>(file.Schema.DataFields.Single(it => it.Name == "loss"), losses.AsMemory());
        await rows.ReadAsync<long>(file.Schema.DataFields.Single(it => it.Name == "step"), steps.AsMemory());
        using var run = RunFile.Open(Path.Combine(_tool.Folder, "runs", "off"));
        Assert.Equal(run.Steps().Select(it => (it.Step, it.Loss)), steps.Zip(losses));
        Assert.Contains("gradient_norm/w", file.Schema.DataFields.Select(it => it.Name));
        var (exit, _, error) = _tool.Run("report", "runs/off", "runs/auto", "--out", "steps.csv");
        Assert.Equal(2, exit);
        Assert.Contains("takes the steps of one run, and there are 2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_are_asked_in_SQL()
    {
        var (exit, output, error) = _tool.Run("query", "SELECT run, count(*) AS steps FROM steps WHERE loss IS NULL GROUP BY run", "--csv");
        Assert.Equal((0, "run,steps\noff,48\n", ""), (exit, output.ReplaceLineEndings("\n"), error));
        Assert.Contains("steps(run, step, at, loss", _tool.Run("query").Out, StringComparison.Ordinal);
    }

    /// <summary>As Lightning writes it: rows of evaluations between those of steps, empty where there is nothing.</summary>
    [Fact]
    public void What_Lightning_has_logged_is_looked_at_and_explained()
    {
        File.WriteAllText(
            Path.Combine(_tool.Folder, "metrics.csv"),
            "epoch,lr-Adam,step,train_loss,val_acc,val_loss,grad_2.0_norm_total\n0,0.1,0,2.3,,,1.5\n0,0.1,10,2.1,,,4\n0,,19,,0.21,2,\n"
                + "1,0.1,20,9e5,,,1e4\n1,0.1,30,nan,,,nan\n"
        );
        var (exit, output, error) = _tool.Run("import", "metrics.csv", "--out", "runs/other");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("loss: train_loss", output, StringComparison.Ordinal);
        Assert.Contains("gradient norm: grad_2.0_norm_total", output, StringComparison.Ordinal);
        (exit, output, error) = _tool.Run("explain", "runs/other");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("EXP005", output, StringComparison.Ordinal);
        Assert.Contains("At step 30 the loss became NaN", output, StringComparison.Ordinal);
        using var run = RunFile.Open(Path.Combine(_tool.Folder, "runs", "other"));
        Assert.Equal([0, 10, 20, 30], run.Steps().Select(it => it.Step));
        Assert.Equal([1.5, 4, 10_000], run.Steps().Take(3).Select(it => it.GradientNorm));
        Assert.Equal((19, 2, 0.21), run.Evaluations().Select(it => (it.Step, it.Loss, it.Accuracy)).Single());
    }

    [Fact]
    public void What_a_training_writes_for_TensorBoard_can_be_imported()
    {
        var (exit, _, error) = _tool.Run(
            "train",
            Tool.Sample("exploding-mlp.yaml"),
            "--out",
            "runs/board",
            "--tensorboard",
            "--quiet",
            "--set",
            "train.epochs=1"
        );
        Assert.True(exit == 0, error);
        (exit, var output, error) = _tool.Run("import", "runs/board/tensorboard", "--out", "runs/back");
        Assert.True(exit == 0, error);
        Assert.Contains("gradient norms of 26 parameters", output, StringComparison.Ordinal);
        using var before = RunFile.Open(Path.Combine(_tool.Folder, "runs", "board"));
        using var after = RunFile.Open(Path.Combine(_tool.Folder, "runs", "back"));
        Assert.Equal(before.Steps().Select(it => (float)it.Loss), after.Steps().Select(it => (float)it.Loss));
    }
}
