using System.Reflection;
using System.Text.RegularExpressions;

namespace Ballast.Conventions.Tests;

/// <summary>What there is has a page, and what pages point at is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Parts = ["When to use it", "When not", "Cost", "Anti-patterns", "Source"];

    [Fact]
    public void Every_rule_has_a_page() => Convention.Holds(Missing(typeof(Rules), "docs/rules", name => Page("rules", name)));

    [Fact]
    public void Every_transform_and_edit_has_a_page() =>
        Convention.Holds(
            Missing(typeof(Transforms), "docs/transforms", name => Page("transforms", name))
                .Concat(Missing(typeof(WeightEdits), "docs/edits", name => Page("edits", name)))
        );

    // with hyphens as in clip-norm, or without as papers write autoclip
    private static string Page(string folder, string name) =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "docs", folder), "*.md")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .FirstOrDefault(page => page.Replace("-", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? Capital().Replace(name, "-$1").ToLowerInvariant();

    [Fact]
    public void Every_finding_has_a_page_with_its_words() =>
        Convention.Holds(
            from symptom in Symptoms.All
            let file = $"docs/findings/{symptom.Code}.md"
            let text = File.Exists(Path.Combine(Repository.Root, file)) ? Repository.Read(file) : ""
            let words = FindingText.Of(new(symptom.Code, Severity.Note))
            from part in (string[])[words.Title, words.What, words.Why, words.Remedy, "**Seen** by: ", "## When it is none"]
            where !text.Contains(part, StringComparison.Ordinal)
            select $"{file} does not say: {part}"
        );

    [Fact]
    public void Every_optimizer_has_a_page() => Convention.Holds(Missing(typeof(Optimizers), "docs/optimizers", ConfigName));

    [Fact]
    public void Every_dropout_is_described() =>
        Convention.Holds(
            Names(typeof(Dropouts))
                .Where(name => name is not ("Seed" or "LinearDepth" or "IsRandom"))
                .Select(name => $"Dropouts.{name}")
                .Concat(Regularizer.Names)
                .Where(name => !Repository.Read("docs/dropout.md").Contains($"`{name}`", StringComparison.Ordinal))
                .Select(name => $"docs/dropout.md says nothing of `{name}`")
        );

    [Fact]
    public void Every_model_activation_and_initialisation_is_described() =>
        Convention.Holds(
            Models
                .Names.Concat(Activations.Names)
                .Concat(Initializations.Names)
                .Where(name => !Repository.Read("docs/models.md").Contains($"`{name}`", StringComparison.Ordinal))
                .Select(name => $"docs/models.md says nothing of `{name}`")
        );

    [Theory]
    [InlineData("losses"), InlineData("metrics"), InlineData("schedules")]
    public void Every_loss_metric_and_schedule_is_described(string page) =>
        Convention.Holds(
            (
                page switch
                {
                    "losses" => Losses.Names.Select(name => Losses.Create(name).Name),
                    "metrics" => Metrics.Names,
                    _ => Schedules.Names,
                }
            )
                .Where(name => !Repository.Read($"docs/{page}.md").Contains($"| `{name}` |", StringComparison.Ordinal))
                .Select(name => $"docs/{page}.md has no row for `{name}`")
        );

    [Fact]
    public void The_index_leads_to_every_page() =>
        Convention.Holds(
            Repository
                .Documents.Where(file => file.StartsWith("docs/", StringComparison.Ordinal) && file != "docs/README.md")
                .Select(file => file["docs/".Length..])
                .Except(Markdown.Links("docs/README.md"))
                .Select(page => $"docs/README.md has no link to {page}")
        );

    [Fact]
    public void Links_lead_somewhere() =>
        Convention.Holds(
            from file in Repository.Documents
            from target in Markdown.Links(file)
            let parts = target.Split('#')
            let path = parts[0].Length == 0
                ? file
                : Path.GetRelativePath(
                        Repository.Root,
                        Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, parts[0]))
                    )
                    .Replace('\\', '/')
            where
                !Repository.Exists(path)
                || (parts.Length > 1 && path.EndsWith(".md", StringComparison.Ordinal) && !Markdown.Anchors(path).Contains(parts[1]))
            select $"{file} points at {target}, which is not there"
        );

    // the page is called what the config calls it; without a config name there is no page
    private static string ConfigName(string factory) =>
        Ballast.Cli.OptimizerConfig.Names.SingleOrDefault(name =>
            string.Equals(name.Replace("-", "", StringComparison.Ordinal), factory, StringComparison.OrdinalIgnoreCase)
        ) ?? $"(no config name for {factory})";

    private static IEnumerable<string> Names(Type factory) =>
        factory.GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).Distinct();

    private static IEnumerable<string> Missing(Type factory, string folder, Func<string, string> page) =>
        from name in Names(factory)
        let file = $"{folder}/{page(name)}.md"
        from problem in Repository.Exists(file)
            ? Parts.Except(Markdown.Headings(file)).Select(part => $"{file} has no part '{part}'")
            : [$"{factory.Name}.{name} has no page {file}"]
        select problem;

    [GeneratedRegex(@"(?<=[a-z])([A-Z])")]
    private static partial Regex Capital();
}
