using System.Text.Json;

namespace Ballast.Cli.Tests.Commands;

/// <summary>check, explain, repair, replay and cases, as a user calls them.</summary>
public sealed class DiagnosisCommandTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private static string[] Codes(JsonElement json) =>
        [.. json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!)];

    private JsonElement Run(params string[] arguments)
    {
        var (exit, output, error) = _tool.Run([.. arguments, "--json"]);
        Assert.True(exit == 0, error);
        return Tool.Json(output);
    }

    [Fact]
    public void Check_says_what_is_wrong_before_the_first_step_in_either_language()
    {
        Assert.Empty(Codes(Run("check", Tool.Sample("cnn.yaml"))));
        var found = Run("check", Tool.Sample("exploding-mlp.yaml"));
        Assert.Contains("EXP002", Codes(found));
        var finding = found.GetProperty("findings")[0];
        Assert.Equal("Initialization", finding.GetProperty("causes")[0].GetProperty("cause").GetString());
        Assert.Contains("2.56 times per layer", finding.GetProperty("what").GetString(), StringComparison.Ordinal);
        var chinese = Run("check", Tool.Sample("exploding-mlp.yaml"), "--lang", "zh").GetProperty("findings")[0];
        Assert.Equal("输出逐层放大", chinese.GetProperty("title").GetString());
        var (exit, _, error) = _tool.Run("check", Tool.Sample("cnn.yaml"), "--lang", "fr");
        Assert.Equal(2, exit);
        Assert.Contains("--lang is fr but must be en or zh", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_finds_the_cause_by_experiment()
    {
        var explained = Run("explain", Tool.Sample("exploding-mlp.yaml"), "--steps", "40");
        Assert.Equal("Initialization", explained.GetProperty("causes")[0].GetProperty("cause").GetString());
        var rows = explained.GetProperty("experiments").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        Assert.True(rows["init"].GetProperty("heals").GetBoolean());
        Assert.False(rows["as it is"].GetProperty("heals").GetBoolean());
        Assert.False(rows["rate-x0.1"].GetProperty("heals").GetBoolean());
    }

    [Fact]
    public void Repair_gives_a_patch_that_trains()
    {
        var repaired = Run("repair", Tool.Sample("exploding-mlp.yaml"), "--steps", "150");
        Assert.Equal("repaired", repaired.GetProperty("status").GetString());
        Assert.True(repaired.GetProperty("score").GetDouble() > 0.3);
        string[] patch = [.. repaired.GetProperty("patch").EnumerateArray().Select(set => set.GetString()!)];
        Assert.NotEmpty(patch);
        var trained = Run([
            "train",
            Tool.Sample("exploding-mlp.yaml"),
            .. patch.SelectMany(set => (string[])["--set", set]),
            "--set",
            "train.max-steps=150",
        ]);
        Assert.Equal("yes", trained.GetProperty("learned").GetString());
    }

    [Fact]
    public void A_run_is_replayed_to_the_bit_and_explained()
    {
        var run = Path.Combine(_tool.Folder, "run");
        var (exit, _, _) = _tool.Run(
            "train",
            Tool.Sample("exploding-mlp.yaml"),
            "--guard",
            "off",
            "--out",
            run,
            "--set",
            "train.max-steps=60",
            "--set",
            "model.init.gain=1.6",
            "--set",
            "optimizer.lr=0.5"
        );
        Assert.Equal(3, exit);
        var replayed = Run("replay", run);
        Assert.Equal(("same", 2), (replayed.GetProperty("status").GetString(), replayed.GetProperty("step").GetInt32()));
        Assert.Equal("forward", replayed.GetProperty("firstBad").GetProperty("pass").GetString());
        Assert.Contains("EXP005", Codes(Run("explain", run, "--no-experiments")));
        Directory.CreateDirectory(Path.Combine(run, "explained.json")); // nothing can be kept there
        Assert.NotEmpty(Run("explain", run, "--steps", "4").GetProperty("experiments").EnumerateArray());
        Assert.Equal(2, _tool.Run("replay", run, "--step", "1000").Exit);
        Assert.Equal(2, _tool.Run("replay", Path.Combine(_tool.Folder, "nothing")).Exit);
    }

    /// <summary>A rate that grows until it is too much: what fails late is looked into from the last checkpoint before it.</summary>
    [Fact]
    public void What_fails_late_is_replayed_and_explained_from_a_checkpoint_before_it()
    {
        var run = Path.Combine(_tool.Folder, "run");
        var (exit, _, error) = _tool.Run(
            "train",
            Tool.Sample("cnn.yaml"),
            "--guard",
            "off",
            "--out",
            run,
            "--set",
            "model={name: mlp, hidden: [64, 64, 64]}",
            "--set",
            "schedule={name: constant, warmup: 250}",
            "--set",
            "optimizer={name: sgd, lr: 3}",
            "--set",
            "train.max-steps=250",
            "--set",
            "train.checkpoint={every: 20, keep: 20}"
        );
        Assert.True(exit == 3, error);
        var replayed = Run("replay", run);
        var (step, from) = (replayed.GetProperty("step").GetInt64(), replayed.GetProperty("from").GetInt64());
        Assert.InRange(step, 60, 249);
        Assert.InRange(from, step - 20, step - 1);
        Assert.Equal("same", replayed.GetProperty("status").GetString());
        var whole = Run("replay", run, "--from-start");
        Assert.Equal((0, "same"), (whole.GetProperty("from").GetInt64(), whole.GetProperty("status").GetString()));
        Assert.Equal(whole.GetProperty("loss").ToString(), replayed.GetProperty("loss").ToString());
        // later checkpoints hold weights that are not finite, which no training goes on from
        Assert.Equal(from, Run("replay", run, "--step", $"{step + 35}").GetProperty("from").GetInt64());
        var explained = Run("explain", run);
        Assert.Equal(from, explained.GetProperty("from").GetInt64());
        var rows = explained.GetProperty("experiments").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        Assert.False(rows["as it is"].GetProperty("heals").GetBoolean());
        Assert.False(rows["init"].GetProperty("heals").GetBoolean()); // nothing explodes, and all that was learned is gone
        Assert.True(rows["rate-x0.1"].GetProperty("heals").GetBoolean());

        // one that went back since the checkpoint had older states to go back to
        using (var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(run, "run.db")};Pooling=False"))
        {
            file.Open();
            using var change = file.CreateCommand();
            change.CommandText = $"UPDATE steps SET verdict = 'rollback' WHERE step = {step - 1}";
            Assert.Equal(1, change.ExecuteNonQuery());
        }

        Assert.Equal(0, Run("replay", run).GetProperty("from").GetInt64());
    }

    /// <summary>One row of 2,000 that no network bears, and plain SGD: without its batch the training goes on.</summary>
    [Fact]
    public void The_batch_that_broke_a_training_is_told_from_its_weights()
    {
        var rows = Enumerable
            .Range(0, 2000)
            .Select(i => i == 300 ? "1e30,-1e30,0\n" : $"{i % 17 / 8.0 - 1},{i % 5 / 2.0 - 1},{i % 17 / 9}\n");
        File.WriteAllText(Path.Combine(_tool.Folder, "t.csv"), $"a,b,y\n{string.Concat(rows)}");
        var config = _tool.Config(
            "{ name: csv, path: t.csv, target: y, task: classification, normalize: none, batch: 16, split: { test: 0.1, seed: 2 } }",
            train: "{ epochs: 1, threads: 1, checkpoint: { every: 10, keep: 20 } }",
            rest: "guard: off\n"
        );
        Assert.Equal(3, _tool.Run("train", config, "--out", "run", "--set", "optimizer={ name: sgd, lr: 0.1 }").Exit);
        var replayed = Run("replay", "run");
        Assert.Equal((3, 3), (replayed.GetProperty("others").GetInt32(), replayed.GetProperty("othersBroken").GetInt32()));
        var before = Run("replay", "run", "--step", $"{replayed.GetProperty("step").GetInt64() - 1}");
        Assert.Equal(JsonValueKind.Null, before.GetProperty("firstBad").ValueKind); // a huge loss, and finite
        var explained = Run("explain", "run", "--steps", "40");
        var tried = explained.GetProperty("experiments").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        Assert.True(tried["without-batches"].GetProperty("heals").GetBoolean());
        Assert.False(tried["as it is"].GetProperty("heals").GetBoolean());

        // where its data lie is no change of a training
        var moved = Run("explain", "run", "--steps", "40", "--set", "data.path=t.csv", "--lang", "zh").GetProperty("experiments");
        Assert.Equal(explained.GetProperty("experiments").ToString(), moved.ToString());
    }

    /// <summary>An epoch has 128 batches: the step after it is the first of the next. With two batches a step it is 64.</summary>
    [Theory]
    [InlineData(1, 128)]
    [InlineData(2, 64)]
    public void The_first_step_of_an_epoch_is_replayed_too(int accumulate, int step)
    {
        var run = Path.Combine(_tool.Folder, "run");
        Run(
            "train",
            Tool.Sample("cnn.yaml"),
            "--out",
            run,
            "--set",
            "model.channels=[2, 4]",
            "--set",
            $"train.accumulate={accumulate}",
            "--set",
            $"train.max-steps={step + 2}"
        );
        var replayed = Run("replay", run, "--step", $"{step}");
        Assert.Equal("same", replayed.GetProperty("status").GetString());
        Assert.Equal(replayed.GetProperty("recordedLoss").GetDouble(), replayed.GetProperty("loss").GetDouble(), 5);
        Assert.Equal(JsonValueKind.Null, replayed.GetProperty("firstBad").ValueKind);
    }

    [Fact]
    public void What_is_named_like_a_config_and_is_not_there_is_told_so()
    {
        var (exit, _, error) = _tool.Run("explain", "nowhere.yaml");
        Assert.Equal(2, exit);
        Assert.Contains("nowhere.yaml", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_are_detected_and_their_twins_are_not()
    {
        var found = Run("cases", "--case", "circle_8_exp", "fm_adam__negative", "--seeds", "1");
        Assert.Equal(
            (1, 1, 0, 1),
            (
                found.GetProperty("detected").GetDouble(),
                found.GetProperty("causeTop1").GetDouble(),
                found.GetProperty("falseAlarms").GetDouble(),
                found.GetProperty("namedAtStart").GetDouble()
            )
        );
        var (exit, _, error) = _tool.Run("cases", "--case", "circle_8_exq");
        Assert.Equal(2, exit);
        Assert.Contains("There is no case 'circle_8_exq'", error, StringComparison.Ordinal);
    }
}
