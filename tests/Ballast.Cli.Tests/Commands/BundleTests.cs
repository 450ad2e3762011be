using System.IO.Compression;
using System.Text.Json;

namespace Ballast.Cli.Tests.Commands;

/// <summary>A run as one file, which is opened where nothing else of it is.</summary>
public sealed class BundleTests : IDisposable
{
    private static readonly string Table =
        "a,b,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 17},{i * 7 % 5},{i % 3}\n"));

    private readonly Tool _there = new(),
        _here = new();

    public void Dispose()
    {
        _there.Dispose();
        _here.Dispose();
    }

    /// <summary>A training on a table of one's own, as it was sent.</summary>
    private string Sent(string[] sets, params string[] options)
    {
        Directory.CreateDirectory(Path.Combine(_there.Folder, "my data"));
        File.WriteAllText(Path.Combine(_there.Folder, "my data", "t.csv"), Table);
        var config = _there.Config("{ name: csv, path: 'my data/t.csv', target: y, task: classification, batch: 16 }");
        var (_, _, error) = _there.Run(["train", config, "--out", "run", "--quiet", .. sets.SelectMany(set => (string[])["--set", set])]);
        var bundled = _there.Run(["bundle", "run", "--out", "sent.zip", "--json", .. options]);
        Assert.True(bundled.Exit == 0, error + bundled.Error);
        var sent = Path.Combine(_here.Folder, "sent.zip");
        File.Move(Path.Combine(_there.Folder, "sent.zip"), sent);
        Directory.Delete(Path.Combine(_there.Folder, "my data"), recursive: true);
        return sent;
    }

    private JsonElement Run(params string[] arguments)
    {
        var (exit, output, error) = _here.Run([.. arguments, "--json"]);
        Assert.True(exit == 0, error);
        return Tool.Json(output);
    }

    private string Refused(params string[] arguments)
    {
        var (exit, _, error) = _here.Run(arguments);
        Assert.True(exit == 2, error);
        return error;
    }

    [Fact]
    public void A_bundle_is_replayed_explained_and_evaluated_without_anything_else()
    {
        var sent = Sent(["train.epochs=6", "train.checkpoint={ every: 20, keep: 3 }"]);
        var replayed = Run("replay", sent);
        Assert.Equal("same", replayed.GetProperty("status").GetString());
        Assert.InRange(replayed.GetProperty("from").GetInt64(), 20, 60);
        Assert.Equal("ok", Run("explain", sent, "--steps", "5").GetProperty("status").GetString());
        Assert.InRange(Run("eval", sent).GetProperty("testAccuracy").GetDouble(), 0.2, 1);
        Assert.Equal("done", Run("show", sent).GetProperty("status").GetString());
        var left = Directory.GetDirectories(Path.GetTempPath(), "ballast-*").Where(it => File.Exists(Path.Combine(it, "bundle.json")));
        Assert.Empty(left);

        // unpacked by hand it is a run like any other
        var folder = Path.Combine(_here.Folder, "unpacked");
        ZipFile.ExtractToDirectory(sent, folder);
        Assert.Equal("same", Run("replay", folder, "--from-start").GetProperty("status").GetString());
        Assert.Contains("is a bundle already", Refused("bundle", sent), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_data_it_is_opened_where_they_are()
    {
        var sent = Sent([], "--no-data");
        using (var archive = ZipFile.OpenRead(sent))
            Assert.DoesNotContain(archive.Entries, entry => entry.FullName.StartsWith("files/", StringComparison.Ordinal));
        Assert.Contains("t.csv", Refused("replay", sent), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_here.Folder, "mine.csv"), Table);
        Assert.Equal("same", Run("replay", sent, "--set", "data.path=mine.csv").GetProperty("status").GetString());
        Assert.Contains("--no-data", Refused("bundle", Path.Combine(_there.Folder, "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_bundle_is_told_so()
    {
        var sent = Sent([]);
        var cut = Path.Combine(_here.Folder, "cut.zip");
        File.WriteAllBytes(cut, File.ReadAllBytes(sent)[..2000]);
        Assert.Contains("Have it sent again", Refused("replay", cut), StringComparison.Ordinal);
        using (var other = ZipFile.Open(Path.Combine(_here.Folder, "other.zip"), ZipArchiveMode.Create))
            other.CreateEntry("a.txt");
        Assert.Contains("is no bundle of a run", Refused("replay", "other.zip"), StringComparison.Ordinal);
        using (var outside = ZipFile.Open(Path.Combine(_here.Folder, "outside.zip"), ZipArchiveMode.Create))
            outside.CreateEntry("../outside.txt");
        Assert.Contains("cannot be unpacked", Refused("explain", "outside.zip"), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "outside.txt")));
        string[] manifests =
        [
            "{\"files\":{\"data.path\":\"../../etc/passwd\"}}",
            "{\"files\":{\"data.path\":\"/etc/passwd\"}}",
            "{\"files\":{\"a\":null}}",
            "{\"files\":null}",
            "[",
        ];
        foreach (var manifest in manifests)
        {
            var changed = Path.Combine(_here.Folder, "changed.zip");
            File.Copy(sent, changed, overwrite: true);
            using (var archive = ZipFile.Open(changed, ZipArchiveMode.Update))
            {
                archive.GetEntry("bundle.json")!.Delete();
                using var text = new StreamWriter(archive.CreateEntry("bundle.json").Open());
                text.Write(manifest);
            }

            Assert.Contains("is not what ballast bundle writes", Refused("replay", changed), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bundle_runs_no_code_of_its_own()
    {
        var module = typeof(Models.FittingNet);
        var config = _there.Config(model: $"{{ assembly: '{module.Assembly.Location}', type: {module.FullName} }}");
        Assert.Equal(0, _there.Run("train", config, "--out", "run", "--quiet").Exit);
        Assert.Equal(0, _there.Run("bundle", "run").Exit);
        var sent = Path.Combine(_there.Folder, "run.zip");
        Assert.Contains("--set model.assembly=PATH", Refused("replay", sent), StringComparison.Ordinal);
        Assert.Equal("same", Run("replay", sent, "--set", $"model.assembly={module.Assembly.Location}").GetProperty("status").GetString());
    }

    /// <summary>What a kill left in the journal is in it too, and the run is left as it is.</summary>
    [Fact]
    public void A_killed_run_is_bundled_as_it_is()
    {
        var config = _there.Config(train: "{ epochs: 100000, threads: 1 }");
        using (var training = _there.Start("train", config, "--out", "run", "--quiet"))
        {
            var file = Path.Combine(_there.Folder, "run", "run.db");
            while (!File.Exists(file) || LastStep(file) < 100)
                Thread.Sleep(50);
            Assert.Equal(0, _there.Run("bundle", "run", "--out", "live.zip").Exit);
            training.Kill();
            training.WaitForExit();
        }

        Assert.Equal(0, _there.Run("bundle", "run", "--out", "dead.zip").Exit);
        foreach (var sent in (string[])["live.zip", "dead.zip"])
        {
            var replayed = Run("replay", Path.Combine(_there.Folder, sent), "--step", "90", "--from-start");
            Assert.Equal("same", replayed.GetProperty("status").GetString());
        }
    }

    private static long LastStep(string file)
    {
        try
        {
            using var run = RunFile.Open(file);
            return run.LastStep;
        }
        catch (RunFileException)
        {
            return -1;
        }
    }
}
