using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Ballast.Fuzz;

/// <summary>A small run whose checkpoint, run file and inputs for prediction are damaged.</summary>
internal sealed class TrainedRun
{
    private const string Config = """
        data: { name: npy, inputs: ../x.npy, targets: ../y.npy, batch: 4 }
        model:
          layers:
            [ { type: linear, out: 4 }, { type: batch-norm }, { type: relu }, { type: dropout, p: 0.2 }, { type: linear, out: classes } ]
        optimizer: { name: adam, lr: 0.01 }
        regularize: [ { name: deadly-flip } ]
        schedule: reduce-on-plateau
        train: { epochs: 2, threads: 1, checkpoint: { every: 4, keep: 1 } }
        """;

    private static readonly string[] Columns =
    [
        "at",
        "loss",
        "gradient_norm",
        "non_finite",
        "verdict",
        "overruled",
        "scale",
        "reason",
        "learning_rate",
        "capped",
        "edits",
        "elapsed",
        "gradient_norms",
        "step",
    ];

    private readonly string _folder;

    private TrainedRun(string folder) => _folder = folder;

    public static TrainedRun Make(string folder, Func<string[], (int Exit, string Said)> tool)
    {
        var run = Path.Combine(folder, "run");
        if (Directory.Exists(run))
            return new(run);
        Directory.CreateDirectory(folder);
        foreach (
            var (name, bytes) in new[]
            {
                ("x.npy", ArrayCases.Inputs()),
                (
                    "y.npy",
                    ArrayCases.NpyOf("<i8", "(40,)", [.. Enumerable.Range(0, 40).SelectMany(i => BitConverter.GetBytes((long)(i % 2)))])
                ),
            }
        )
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        var config = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "config")).FullName, "c.yaml");
        File.WriteAllText(config, Config);
        var (exit, said) = tool(["train", config, "--out", run, "--quiet"]);
        return exit == 0 ? new(run) : throw new InvalidOperationException($"The run to be damaged was not trained ({exit}): {said}");
    }

    /// <summary>A checkpoint, most often with a checksum that is right: what was crafted rather than broken.</summary>
    public FuzzCase Checkpoint(Mutator mutator, string place)
    {
        var run = Copy(place);
        foreach (var file in Directory.GetFiles(Path.Combine(run, "checkpoints")))
        {
            var bytes = File.ReadAllBytes(file);
            var crafted = mutator.Random.Next(4) > 0;
            bytes = mutator.Bytes(crafted ? bytes[..^SHA256.HashSizeInBytes] : bytes);
            File.WriteAllBytes(file, crafted ? [.. bytes, .. SHA256.HashData(bytes)] : bytes);
        }

        return new(
            "checkpoint",
            mutator.Random.Next(2) == 0 ? ["eval", run] : ["train", "--resume", run, "--set", "train.epochs=3", "--quiet"]
        );
    }

    /// <summary>A run file with damaged pages, or with values that no run has.</summary>
    public FuzzCase RunFile(Mutator mutator, string place)
    {
        var run = Copy(place);
        var file = Path.Combine(run, "run.db");
        if (mutator.Random.Next(2) == 0)
            File.WriteAllBytes(file, mutator.Bytes(File.ReadAllBytes(file)));
        else
            Falsify(file, mutator);
        string[] arguments = mutator.Random.Next(7) switch
        {
            3 => ["show", run],
            4 => ["query", "SELECT run, count(*), min(loss), max(gradient_norm) FROM steps", "--runs", place],
            5 => ["report", run, "--out", Path.Combine(place, mutator.Of(["r.html", "r.md"]))],
            0 => ["runs", place],
            1 => ["eval", run],
            2 => ["train", "--resume", run, "--set", "train.epochs=3", "--quiet"],
            _ => ["report", run, "--out", Path.Combine(place, mutator.Of(["r.png", "r.svg"]))],
        };
        return new("run file", arguments);
    }

    /// <summary>An array or a picture to predict from.</summary>
    public FuzzCase Predict(Mutator mutator, string place)
    {
        var file = Path.Combine(place, mutator.Mostly("in.npy", ["in.npz", "in.png", "in.csv"]));
        File.WriteAllBytes(
            file,
            file.EndsWith("png", StringComparison.Ordinal)
                ? mutator.Bytes(PictureCases.Picture(3, SkiaSharp.SKEncodedImageFormat.Png))
                : mutator.Bytes(ArrayCases.Inputs())
        );
        return new("predict", ["predict", _folder, file]);
    }

    private string Copy(string place)
    {
        var run = Directory.CreateDirectory(Path.Combine(place, "run")).FullName;
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(run, Path.GetRelativePath(_folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return run;
    }

    private static void Falsify(string file, Mutator mutator)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        var value = mutator.Of([
            "NULL",
            "-1",
            "9223372036854775807",
            "-9223372036854775808",
            "1e308",
            "-1e308",
            "1e-320",
            "9e999",
            "'text'",
            "''",
            "x'00'",
            "x'0102030405'",
            "zeroblob(100000)",
        ]);
        command.CommandText =
            "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON; "
            + mutator.Random.Next(5) switch
            {
                0 => $"UPDATE OR IGNORE info SET value = {value} WHERE key = "
                    + $"'{mutator.Of(["status", "config", "overrides", "config path", "started", "dropped", "samples"])}'",
                1 => $"UPDATE OR IGNORE evaluations SET {mutator.Of(["epoch", "loss", "accuracy"])} = {value}",
                2 => "UPDATE OR IGNORE summary SET "
                    + $"{mutator.Of(["status", "reason", "test_loss", "steps", "clipped", "elapsed"])} = {value}",
                3 => $"UPDATE OR IGNORE metrics SET {mutator.Of(["name", "value", "details"])} = {value}",
                _ => $"UPDATE OR IGNORE steps SET {mutator.Of(Columns)} = {value} WHERE step = (SELECT max(step) FROM steps)",
            };
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // the table does not take this value: the file is as it was
        }
    }
}
