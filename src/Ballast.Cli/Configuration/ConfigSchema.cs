using System.Text.Json.Nodes;

namespace Ballast.Cli;

/// <summary>The JSON Schema of a configuration, for editors and validators, made from what its readers accept.</summary>
internal sealed class ConfigSchema
{
    private readonly JsonObject _definitions = [];

    private ConfigSchema() { }

    public static JsonObject Create()
    {
        var schema = Of(TrainConfig.Shape());
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "A training for ballast train");
        return schema;
    }

    /// <summary>The dotted paths of all keys, lists marked by [].</summary>
    public static IEnumerable<string> Keys(ConfigShape shape, string path = "") =>
        [
            .. shape
                .Variants.Values.SelectMany(variant => variant.Keys)
                .SelectMany(pair =>
                {
                    var key = path.Length == 0 ? pair.Key : $"{path}.{pair.Key}";
                    return Keys(pair.Value, key).Prepend(key);
                }),
            .. shape.Item is { } item ? Keys(item, path + "[]") : [],
        ];

    /// <summary>The schema of a shape, with the definitions that it refers to.</summary>
    public static JsonObject Of(ConfigShape shape)
    {
        var schema = new ConfigSchema();
        var made = schema.Part(shape);
        if (schema._definitions.Count > 0)
            made["definitions"] = schema._definitions;
        return made;
    }

    private JsonObject Part(ConfigShape shape)
    {
        if (shape.Part is not { } part)
            return Body(shape);
        if (!shape.Repeats)
            _definitions[part] = Body(shape);
        return new() { ["$ref"] = $"#/definitions/{part}" };
    }

    private JsonObject Body(ConfigShape shape)
    {
        List<JsonObject> kinds = [.. shape.Scalars.Select(scalar => (JsonObject)scalar.DeepClone())];
        if (shape.Item is not null)
            kinds.Add(new() { ["type"] = "array", ["items"] = Part(shape.Item) });
        if (shape.Plain is not null && Plain(shape) is { } plain)
            kinds.Add(plain);
        foreach (var mapping in Mappings(shape))
            if (!kinds.Any(kind => JsonNode.DeepEquals(kind, mapping)))
                kinds.Add(mapping);
        return kinds switch
        {
            [] => [],
            [var one] => one,
            _ => new() { ["anyOf"] = new JsonArray([.. kinds]) },
        };
    }

    private IEnumerable<JsonObject> Mappings(ConfigShape shape)
    {
        if (shape.Variants.Count == 0)
            return [];
        var common = shape.Variants[ConfigShape.Common];
        if (shape.Decider is not { } decider)
            return [Mapping(common)];

        // variants with the same keys are one, with several names
        var absent = common.Requires(decider) ? null : common.Keys[decider].Names[0];
        return shape
            .Variants.Where(pair => pair.Key != ConfigShape.Common)
            .GroupBy(pair => Mapping(pair.Value).ToJsonString())
            .Select(group =>
            {
                string[] names = [.. group.Select(pair => pair.Key)];
                var mapping = Mapping(common, group.First().Value);
                mapping["properties"]![decider] = Enum(names);
                if (absent is null || names.Contains(absent))
                    return mapping;
                (mapping["required"] ??= new JsonArray()).AsArray().Add(decider);
                return mapping;
            });
    }

    private JsonObject Mapping(params ConfigVariant[] variants)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var variant in variants)
        foreach (var (key, value) in variant.Keys)
        {
            properties[key] = Part(value);
            if (variant.Requires(key))
                required.Add(key);
        }

        var mapping = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (required.Count > 0)
            mapping["required"] = required;
        return mapping;
    }

    // a name alone will do where it needs no other key
    private JsonObject? Plain(ConfigShape shape)
    {
        if (shape.Decider is null)
            return shape.Variants.GetValueOrDefault(ConfigShape.Common)?.Keys.GetValueOrDefault(shape.Plain!) is { } alone
                ? Part(alone)
                : null;
        string[] names =
        [
            .. shape
                .Variants.Where(pair => pair.Key != ConfigShape.Common && !pair.Value.Keys.Keys.Any(pair.Value.Requires))
                .Select(pair => pair.Key),
        ];
        return names.Length > 0 ? Enum(names) : null;
    }

    private static JsonObject Enum(IEnumerable<string> names) =>
        new() { ["enum"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) };
}
