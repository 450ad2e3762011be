using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ballast.Core.Tests.Recording;

[Collection(UsesSelfLog.Name)]
public sealed class RunFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public static TheoryData<string> Journals => [nameof(RunJournal.WriteAhead), nameof(RunJournal.Rollback)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Journals))]
    public void Everything_comes_back_as_it_was(string journal)
    {
        var options = new RunFileOptions
        {
            Info = new Dictionary<string, string> { ["seed"] = "7", ["config"] = "model: mlp\n" },
        };
        using (var writer = Writer("run", journal, options))
        {
            var full = new StepRecord(
                Some.Reading(0, 2.5, 3, 4),
                Verdict.RescaleEach(new[] { 0.5, 1 }, "spike"),
                [new(0.1, 10, 1), new(0.2, 20, 0.25)]
            )
            {
                LearningRate = 0.05,
                LossScale = 8,
                Capped = 1,
                UpdateRatio = 0.02,
                Edits = ["a", "b"],
                Elapsed = TimeSpan.FromMilliseconds(3),
            };
            writer.Begin(full.Reading.Parameters.ToArray().Select(p => p.Info).ToArray());
            writer.Begin(new TrainingPlan(2, 3, 64, 24));
            writer.Write(full);
            writer.Step(full, 0.75);
            writer.Write(Some.Record(1));
            writer.Evaluated(new EvaluationRecord(2, 1, double.NaN, 0.5));
            writer.End(new TrainingSummary(TrainingStatus.Halted, "too bad", double.NaN, 0.1, 2, 1, 1, 0, 0, 0, TimeSpan.FromSeconds(1.5)));
        }

        Assert.Empty(_folder.Reports);
        Assert.Equal(["run.db"], Directory.GetFiles(_folder["run"]).Select(Path.GetFileName));
        using var run = RunFile.Open(_folder["run"]);
        var info = run.Info();
        Assert.Equal(
            ("halted", "7", "model: mlp\n", "64", "3"),
            (info["status"], info["seed"], info["config"], info["batch"], info["steps per epoch"])
        );
        Assert.Equal(40, info["git commit"].Length);
        Assert.All(["started", "ended"], key => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", info[key]));
        Assert.DoesNotContain(Environment.MachineName, info.Values);
        Assert.Equal(
            [("layer0.weight", "4 3", 1), ("layer1.weight", "4 3", 1)],
            run.Parameters().Select(p => (p.Name, string.Join(' ', p.Shape), p.Calls))
        );

        var steps = run.Steps(statistics: true).ToArray();
        Assert.Equal(2, steps.Length);
        var first = steps[0];
        Assert.Equal(
            (0, 2.5, 0.75, 5.0, 0.05, 8.0),
            (first.Step, first.Loss, first.Accuracy, first.GradientNorm, first.LearningRate, first.LossScale)
        );
        Assert.Equal(
            (VerdictKind.Rescale, 0.5, "spike", 1, 0.02, true),
            (first.Verdict, first.Scale, first.Reason, first.Capped, first.UpdateRatio, first.Intervened)
        );
        Assert.Equal(["a", "b"], first.Edits);
        Assert.Equal(3, first.Elapsed.TotalMilliseconds, 6);
        var p = first.Parameters;
        Lists(([3, 4], [1.5f, 2], [0.5f, 1]), (p.GradientNorms.ToArray(), p.Peaks.ToArray(), p.GradientScales.ToArray()));
        Lists(([0.1f, 0.2f], [10, 20], [1, 0.25f]), (p.ChangeNorms.ToArray(), p.WeightNorms.ToArray(), p.StepScales.ToArray()));
        Lists(
            ([], [], []),
            (p.NonFinite.ToArray(), steps[1].Parameters.ChangeNorms.ToArray(), steps[1].Parameters.GradientScales.ToArray())
        );
        Assert.True(double.IsNaN(steps[1].Accuracy) && double.IsNaN(steps[1].UpdateRatio) && !steps[1].Intervened);

        Assert.Equal([new EvaluationRecord(2, 1, double.NaN, 0.5)], run.Evaluations());
        Assert.Equal(
            new TrainingSummary(TrainingStatus.Halted, "too bad", double.NaN, 0.1, 2, 1, 1, 0, 0, 0, TimeSpan.FromSeconds(1.5)),
            run.Summary()
        );
        Assert.Equal(0, run.Dropped);
    }

    [Fact]
    public void Numbers_that_are_not_finite_or_do_not_fit_float32_come_back()
    {
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e-300, double.Epsilon, 0];
        using (var writer = Writer("odd.db"))
        {
            for (var i = 0; i < odd.Length; i++)
                writer.Write(
                    new StepRecord(new GradientReading(i, odd[i], [Some.Parameter(0, odd[i])]), default)
                    {
                        LearningRate = odd[i],
                        UpdateRatio = odd[i],
                    }
                );
        }

        using var run = RunFile.Open(_folder["odd.db"]);
        var steps = run.Steps(statistics: true).ToArray();
        Assert.Equal(odd, steps.Select(step => step.Loss));
        Assert.Equal(odd, steps.Select(step => step.LearningRate));
        Assert.Equal(odd, steps.Select(step => step.UpdateRatio));
        Assert.Equal(
            [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.Epsilon, float.Epsilon, 0],
            steps.Select(step => step.Parameters.GradientNorms[0])
        );
        Assert.Equal([1f, 1, 1], steps.Take(3).Select(step => step.Parameters.NonFinite[0]));
        Assert.Equal(1, Count("SELECT count(*) FROM steps WHERE loss IS NULL", "odd.db"));
    }

    [Fact]
    public void Long_runs_are_read_page_by_page_and_from_any_step()
    {
        using (var writer = Writer("long.db", options: new RunFileOptions { StatisticsEvery = 100 }))
        {
            for (var step = 0; step < 5000; step++)
            {
                writer.Write(Some.Record(step, 3));
                if (step % 500 == 0)
                    Thread.Sleep(20);
            }
        }

        using var run = RunFile.Open(_folder["long.db"]);
        Assert.Equal(0, run.Dropped);
        Assert.Equal(Enumerable.Range(0, 5000).Select(step => (long)step), run.Steps().Select(step => step.Step));
        Assert.Equal([4998, 4999], run.Steps(after: 4997).Select(step => step.Step));
        Assert.Equal(50, run.Steps(statistics: true).Count(step => step.Parameters.GradientNorms.Count == 3));
        Assert.True(run.Steps().Zip(run.Steps().Skip(1)).All(pair => pair.First.At <= pair.Second.At));
    }

    [Fact]
    public void The_accuracy_of_a_batch_joins_its_row_whether_or_not_the_guard_writes_too()
    {
        using (var writer = Writer("followed.db"))
        {
            writer.Begin(new TrainingPlan(1, 3, 1, 1));
            foreach (var step in new[] { 0, 1 })
            {
                var record = Some.Record(step);
                if (step == 0)
                    writer.Write(record);
                writer.Step(record, step + 0.5);
            }

            writer.Write(Some.Record(2)); // halted: nobody says how accurate it was
        }

        using var run = RunFile.Open(_folder["followed.db"]);
        Assert.Equal([0.5, 1.5, double.NaN], run.Steps().Select(step => step.Accuracy));
        Assert.Equal("ended", run.Info()["status"]);
        Assert.Null(run.Summary());
    }

    [Fact]
    public void A_resumed_run_goes_on_in_its_file()
    {
        using (var writer = Writer("again.db"))
        {
            foreach (var step in new[] { 0, 1, 2 })
                writer.Write(Some.Record(step));
        }

        using (var writer = Writer("again.db", options: new RunFileOptions { Append = true }))
        {
            foreach (var step in new[] { 2, 3 })
                writer.Write(Some.Record(step, loss: 9));
        }

        using var run = RunFile.Open(_folder["again.db"]);
        Assert.Equal([(0, 1.0), (1, 1), (2, 9), (3, 9)], run.Steps().Select(step => (step.Step, step.Loss)));
        Assert.True(run.Steps().Zip(run.Steps().Skip(1)).All(pair => pair.First.At <= pair.Second.At));
    }

    [Fact]
    public void A_file_that_exists_is_not_overwritten()
    {
        Writer("run").Dispose();
        Assert.Equal(
            $"{_folder["run/run.db"]} exists already: a run file holds one run. Choose another folder, or go on with this run (Append).",
            Assert.Throws<RunFileException>(() => Writer("run")).Message
        );
        File.WriteAllText(_folder["file"], "");
        Assert.StartsWith(
            $"{_folder["file/run.db"]} cannot be created: ",
            Assert.Throws<RunFileException>(() => Writer("file/run.db")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_not_a_readable_run_is_refused_with_the_reason()
    {
        Assert.Equal($"There is no run at {_folder["none"]}: {_folder["none/run.db"]} does not exist.", Refusal("none"));

        File.WriteAllText(_folder["text.db"], new string('x', 5000));
        Assert.Equal(NoRun("text.db"), Refusal("text.db"));
        File.WriteAllText(_folder["empty.db"], "");
        Assert.Equal(NoRun("empty.db"), Refusal("empty.db"));
        Execute("other.db", "CREATE TABLE info (key, value)");
        Assert.Equal(NoRun("other.db"), Refusal("other.db"));

        Writer("newer.db").Dispose();
        Execute("newer.db", "PRAGMA user_version = 9");
        Assert.Equal(
            $"{_folder["newer.db"]} was written by a newer version of Ballast (run file "
                + "version 9; this one reads up to 1). Update Ballast.",
            Refusal("newer.db")
        );
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(20_000)]
    [InlineData(50_000)]
    public void A_truncated_file_is_called_that(int length)
    {
        using (var writer = Writer("cut.db"))
        {
            for (var step = 0; step < 1000; step++)
                writer.Write(Some.Record(step, 10));
        }

        using (var file = File.OpenWrite(_folder["cut.db"]))
            file.SetLength(length);
        Assert.StartsWith($"{_folder["cut.db"]} is damaged or cut short: ", Refusal("cut.db"), StringComparison.Ordinal);
    }

    private static void Lists((float[], float[], float[]) expected, (float[], float[], float[]) actual)
    {
        Assert.Equal(expected.Item1, actual.Item1);
        Assert.Equal(expected.Item2, actual.Item2);
        Assert.Equal(expected.Item3, actual.Item3);
    }

    private string NoRun(string name) => $"{_folder[name]} is not a run of Ballast. Give the run.db of a training, or its folder.";

    private string Refusal(string name) => Assert.Throws<RunFileException>(() => RunFile.Open(_folder[name])).Message;

    private RunFileWriter Writer(string name, string journal = nameof(RunJournal.WriteAhead), RunFileOptions? options = null) =>
        new(_folder[name], options, new RunFileTuning { Journal = Enum.Parse<RunJournal>(journal) });

    private long Count(string sql, string name)
    {
        using var connection = new SqliteConnection(
            string.Create(CultureInfo.InvariantCulture, $"Data Source={_folder[name]};Pooling=False")
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string name, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder[name]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
