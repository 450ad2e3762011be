using Ballast.Cli;
using Microsoft.Data.Sqlite;

namespace Ballast.Conventions.Tests;

/// <summary>Code in documents is code that is compiled, configs are accepted, queries run.</summary>
public sealed class SampleTests
{
    private const string Folder = "tests/Ballast.Conventions.Tests/Snippets/";

    /// <summary>Every C# block stands in one of the files of Snippets/, line for line apart from indentation.</summary>
    [Fact]
    public void Code_in_documents_is_compiled()
    {
        string[] compiled =
        [
            .. Repository
                .With(".cs")
                .Where(file => file.StartsWith(Folder, StringComparison.Ordinal))
                .Select(file => Flat(Repository.Read(file))),
        ];
        Convention.Holds(
            from file in Repository.Documents
            from block in Markdown.Blocks(file, "csharp")
            let code = Flat(block.Text)
            where !compiled.Any(text => text.Contains(code, StringComparison.Ordinal))
            select $"{file}:{block.Line}: this code stands in no file of {Folder}: put it there, so that it is compiled"
        );
    }

    /// <summary>Every YAML block is read as a config; what it leaves out of the three required sections is filled in.</summary>
    [Fact]
    public void Configs_in_documents_are_accepted()
    {
        string[] required = ["data: fashion-mnist-sample", "model: mlp", "optimizer: sgd"];
        foreach (var file in Repository.Documents)
        foreach (var (line, text) in Markdown.Blocks(file, "yaml"))
            TrainConfig.Parse(
                string.Join(
                    '\n',
                    required.Where(section => !$"\n{text}".Contains($"\n{section.Split(':')[0]}:", StringComparison.Ordinal)).Prepend(text)
                ),
                $"{file}, block at line {line}"
            );
    }

    [Fact]
    public void Configs_of_the_samples_are_accepted()
    {
        foreach (var file in Repository.With(".yaml").Where(file => file.StartsWith("samples/", StringComparison.Ordinal)))
            TrainConfig.Load(Path.Combine(Repository.Root, file));
    }

    /// <summary>An optimizer of one's own is one short file; it is built with the samples and stands in the optimizers' battery.</summary>
    [Fact]
    public void An_own_optimizer_is_one_short_file() =>
        Assert.InRange(Repository.Lines("samples/own-optimizer/AdaBelief.cs").Length, 1, 45);

    [Fact]
    public void Queries_in_documents_run()
    {
        var folder = Directory.CreateTempSubdirectory("ballast-").FullName;
        try
        {
            using (var writer = Sinks.RunFile(folder))
                writer.Write(
                    new StepRecord(new GradientReading(0, 1, [new(new ParameterInfo("weight", [2, 3]), 5, 4, 0)]), Verdict.Proceed)
                );
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "run.db")};Pooling=False");
            connection.Open();
            foreach (var (_, text) in Repository.Documents.SelectMany(file => Markdown.Blocks(file, "sql")))
            {
                using var command = connection.CreateCommand();
                command.CommandText = text;
                using var reader = command.ExecuteReader();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Flat(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
