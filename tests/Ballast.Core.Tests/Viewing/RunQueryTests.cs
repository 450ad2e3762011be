using Ballast.Core.Tests.Recording;

namespace Ballast.Core.Tests.Viewing;

[Collection(UsesSelfLog.Name)]
public sealed class RunQueryTests : IDisposable
{
    private readonly Folder _folder = new();

    public RunQueryTests()
    {
        foreach (var (name, loss) in new[] { ("a", 1.0), ("b", double.NaN) })
        {
            using var writer = Sinks.RunFile(
                _folder[name],
                new RunFileOptions { Info = new Dictionary<string, string> { ["seed"] = name } }
            );
            writer.Write(Some.Record(0, loss: 3));
            writer.Write(Some.Record(1, loss: loss));
        }

        Directory.CreateDirectory(_folder["torn"]);
        File.WriteAllBytes(Path.Combine(_folder["torn"], "run.db"), new byte[3000]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_runs_are_asked_at_once_and_NaN_is_null()
    {
        Assert.Equal(
            [
                ["a", 2L, 1.0],
                ["b", 2L, null],
            ],
            Ask("SELECT run, count(*), max(CASE step WHEN 1 THEN loss END) FROM steps GROUP BY run ORDER BY run")
        );
        Assert.Equal(
            [
                ["a"],
                ["b"],
            ],
            Ask("SELECT value FROM facts WHERE key = 'seed' ORDER BY value")
        );
        Assert.Equal(
            [
                ["a", "ended"],
                ["b", "ended"],
                ["torn", "unreadable"],
            ],
            Ask("SELECT run, status FROM runs ORDER BY run")
        );
        Assert.Equal(
            [
                [1L],
            ],
            Ask("SELECT count(DISTINCT name) FROM parameters")
        );
    }

    [Theory]
    [InlineData("DELETE FROM runs")]
    [InlineData("CREATE TABLE x (a)")]
    [InlineData("ATTACH 'stolen.db' AS x")]
    [InlineData("VACUUM INTO 'stolen.db'")]
    [InlineData("SELECT * FROM nothing_there")]
    [InlineData("SELECT load_extension('x')")]
    [InlineData("gibberish")]
    [InlineData("")]
    public void What_does_not_read_is_refused_with_the_tables_named_and_nothing_is_written(string sql)
    {
        var before = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).ToDictionary(it => it, File.ReadAllBytes);
        using var query = RunQuery.Over(_folder.Path, sql);
        Assert.Throws<ArgumentException>(() => query.Ask(sql));
        Assert.False(File.Exists("stolen.db"));
        Assert.Equal(before.Keys.Order(), Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order());
        Assert.All(before, it => Assert.Equal(it.Value, File.ReadAllBytes(it.Key)));
    }

    private IReadOnlyList<object?[]> Ask(string sql)
    {
        using var query = RunQuery.Over(_folder.Path, sql);
        Assert.Empty(query.Unread);
        return query.Ask(sql).Rows;
    }
}
