using System.Text.RegularExpressions;
using Ballast.Cli;

namespace Ballast.Conventions.Tests;

/// <summary>
/// docs/config.md lists what the parser knows. There is no second list: a key that cannot exist is put into every section, and
/// the error names all keys that can.
/// </summary>
public sealed partial class ConfigDocumentTests
{
    private const string Page = "docs/config.md",
        Impossible = "no-such-key";

    private static readonly Dictionary<string, string> Least = new()
    {
        ["data"] = "fashion-mnist-sample",
        ["model"] = "mlp",
        ["optimizer"] = "sgd",
    };

    private static readonly Dictionary<string, IReadOnlyCollection<string>> Names = new()
    {
        ["data"] = DataConfig.Names,
        ["data.split"] = DataConfig.Names,
        ["data.augment"] = ["images"],
        ["data.window"] = [""],
        ["data.test"] = ["npy", "npz"],
        ["data.validation"] = ["npy", "npz"],
        ["model"] = Models.Names,
        ["model.init"] = Initializations.Names,
        ["model.layers[]"] = LayerTypes(),
        ["loss"] = Losses.Names,
        ["metrics[]"] = Metrics.Names,
        ["optimizer"] = OptimizerConfig.Names,
        ["schedule"] = Schedules.Names,
        ["guard"] = GuardConfig.Presets,
        ["guard.rules[]"] = [.. GuardRuleKind.All.Where(kind => kind.Rule is not null).Select(kind => kind.Name)],
        ["guard.caps[]"] = [.. GuardRuleKind.All.Where(kind => kind.Cap is not null).Select(kind => kind.Name)],
        ["guard.transforms[]"] = [.. GuardRuleKind.All.Where(kind => kind.Transform is not null).Select(kind => kind.Name)],
        ["guard.edits[]"] = [.. GuardRuleKind.All.Where(kind => kind.Edit is not null).Select(kind => kind.Name)],
        ["guard.recovery"] = [""],
        ["regularize[]"] = RegularizeConfig.Names,
        ["train"] = [""],
        ["train.checkpoint"] = [""],
        ["train.early-stopping"] = [""],
    };

    [Fact]
    public void Every_key_is_documented() =>
        Convention.Holds(Known().Except(Documented()).Select(key => $"{Page} says nothing of `{key}`"));

    [Fact]
    public void Every_documented_key_exists() =>
        Convention.Holds(Documented().Except(Known()).Select(key => $"{Page} describes `{key}`, which the parser does not know"));

    /// <summary>The schema is made from what the readers ask for, so it has the same keys.</summary>
    [Fact]
    public void The_schema_has_every_key_and_no_other()
    {
        // an initialisation has the same keys wherever it stands
        string[] schema =
        [
            .. ConfigSchema
                .Keys(TrainConfig.Shape())
                .Where(key => key.StartsWith("model.init.", StringComparison.Ordinal) || !key.Contains("init.", StringComparison.Ordinal)),
        ];
        Convention.Holds(
            Documented().Except(schema).Select(key => $"the schema says nothing of `{key}`: read it through the getters of ConfigNode")
        );
        Convention.Holds(schema.Except(Documented()).Select(key => $"{Page} says nothing of `{key}`"));
    }

    [Fact]
    public void Every_name_is_documented() =>
        Convention.Holds(
            Names
                .Values.SelectMany(names => names)
                .Where(name => name.Length > 0 && !Repository.Read(Page).Contains($"`{name}`", StringComparison.Ordinal))
                .Select(name => $"{Page} says nothing of `{name}`")
        );

    private static string[] LayerTypes()
    {
        var fault = Assert.Throws<ConfigException>(() =>
            TrainConfig.Parse($"data: fashion-mnist-sample\noptimizer: sgd\nmodel: {{ layers: [ {Impossible} ] }}", "test")
        );
        return fault.Allowed!["one of ".Length..].Split(", ");
    }

    private static HashSet<string> Known()
    {
        var keys = Ask($"{Impossible}: 1", "").ToHashSet();
        keys.UnionWith(Ask($"model: {{ layers: [ relu ], {Impossible}: 1 }}", "model"));
        keys.UnionWith(Ask($"model: {{ assembly: a.dll, type: A, {Impossible}: 1 }}", "model"));
        foreach (var (section, names) in Names)
        foreach (var name in names)
            keys.UnionWith(Ask(Put(section, name), section));
        return keys;
    }

    // one entry too many, in the section itself or in what the section holds
    private static string Put(string section, string name) =>
        section switch
        {
            "model.init" => $"model: {{ name: mlp, init: {{ name: {name}, {Impossible}: 1 }} }}",
            "model.layers[]" => $"model: {{ layers: [ {{ {Impossible}: 1, type: {name}, out: 1, layers: [ relu ] }} ] }}",
            "data.split" => $"data: {{ name: {name}, split: {{ {Impossible}: 1 }} }}",
            "data.window" => $"data: {{ name: csv, window: {{ length: 1, {Impossible}: 1 }} }}",
            "data.test" or "data.validation" => $"data: {{ name: {name}, {section.Split('.')[1]}: {{ {Impossible}: 1 }} }}",
            "data.augment" => $"data: {{ name: {name}, augment: {{ {Impossible}: 1 }} }}",
            "guard" => $"guard: {{ preset: {name}, {Impossible}: 1 }}",
            "guard.rules[]" => $"guard: {{ rules: [ {{ name: {name}, {Required(name)}{Impossible}: 1 }} ] }}",
            "guard.caps[]" => $"guard: {{ caps: [ {{ name: {name}, {Impossible}: 1 }} ] }}",
            "guard.transforms[]" => $"guard: {{ transforms: [ {{ name: {name}, {Required(name)}{Impossible}: 1 }} ] }}",
            "guard.edits[]" => $"guard: {{ edits: [ {{ name: {name}, {Impossible}: 1 }} ] }}",
            "guard.recovery" => $"guard: {{ recovery: {{ {Impossible}: 1 }} }}",
            "metrics[]" => $"metrics: [ {{ name: {name}, {Impossible}: 1 }} ]",
            "train.checkpoint" => $"train: {{ checkpoint: {{ {Impossible}: 1 }} }}",
            "train.early-stopping" => $"train: {{ early-stopping: {{ patience: 1, {Impossible}: 1 }} }}",
            "regularize[]" => $"regularize: [ {{ name: {name}, {Impossible}: 1 }} ]",
            "train" => $"train: {{ {Impossible}: 1 }}",
            _ => $"{section}: {{ name: {name}, {Impossible}: 1 }}",
        };

    // the settings that a rule cannot do without
    private static string Required(string rule) =>
        string.Concat(
            GuardRuleKind
                .All.Single(kind => kind.Name == rule)
                .Settings.Where(setting => setting.Default is null)
                .Select(setting => $"{setting.Key}: 1, ")
        );

    private static IEnumerable<string> Ask(string text, string section)
    {
        var config = string.Join(
            '\n',
            Least
                .Where(pair => !text.StartsWith(pair.Key + ":", StringComparison.Ordinal))
                .Select(pair => $"{pair.Key}: {pair.Value}")
                .Prepend(text)
        );
        var fault = Assert.Throws<ConfigException>(() => TrainConfig.Parse(config, "test"));
        Assert.Equal(Impossible, fault.Value);
        return fault.Allowed!.Split(", ").Select(key => section.Length == 0 ? key : $"{section}.{key}");
    }

    /// <summary>The first column of every table.</summary>
    private static HashSet<string> Documented() =>
        [
            .. Repository
                .Lines(Page)
                .Select(line => FirstCell().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups[1].Value),
        ];

    [GeneratedRegex(@"^\| `([^`]+)` \|")]
    private static partial Regex FirstCell();
}
