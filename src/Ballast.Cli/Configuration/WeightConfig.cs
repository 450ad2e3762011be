namespace Ballast.Cli;

/// <summary>Weights of classes: a list, by name, or as the training part makes them even.</summary>
/// <param name="Of">The weights, one per class of the data; null where they are not known and nothing is trained by them.</param>
internal sealed record WeightConfig(Func<LossData, double[]?> Of)
{
    private const int MostClasses = 1_000_000,
        Shown = 10;

    /// <summary>One weight per class.</summary>
    public static WeightConfig Read(ConfigNode node, NumberRange range) =>
        Read(node, range, "a list of numbers, one per class", ClassWeights.Balanced, single: false);

    /// <summary>One weight of a yes per logit; a number alone counts for all.</summary>
    public static WeightConfig ReadPositive(ConfigNode node, NumberRange range) =>
        Read(node, range, "a number, a list of numbers, one per class", ClassWeights.BalancedPositive, single: true);

    private static WeightConfig Read(
        ConfigNode node,
        NumberRange range,
        string plain,
        Func<IReadOnlyList<long>, double[]> balance,
        bool single
    )
    {
        var allowed = $"{plain}, numbers by class such as {{ spam: 5, ham: 1 }}, or balanced";
        if (node.WordOf(["balanced"]) is not null)
            return new(data =>
                data.Classes == 0 ? throw NoClasses(node.Path)
                : data.Counts is { } counts ? balance(counts)
                : null
            );
        if (node.IsList)
        {
            var items = node.AsList(allowed, MostClasses);
            if (items.Count == 0)
                throw node.Wrong(allowed);
            double[] list = [.. items.Select(item => item.AsNumber(range))];
            return list.All(it => it == 0)
                ? throw node.Wrong("a list with at least one number above 0")
                : new(data => Fitted(node.Path, list, data, single));
        }

        if (node.NumbersByName(range) is { } named)
            return named.Count > 0 ? new(data => ByName(node.Path, named, data, single)) : throw node.Wrong(allowed);
        if (!single)
            return node.Probe is null ? throw node.Wrong(allowed) : new(_ => null);
        var number = node.AsNumber(range);
        return new(_ => [number]);
    }

    private static double[] Fitted(string path, double[] list, LossData data, bool single)
    {
        var wanted = single && data.Classes == 2 ? 1 : data.Classes;
        if (data.Classes == 0 && !single)
            throw NoClasses(path);
        if (data.Classes == 0 || list.Length == wanted || (single && list.Length == 1))
            return list;
        throw new UsageException(
            $"{path} has {list.Length} {(list.Length == 1 ? "number" : "numbers")}, but "
                + $"{(wanted == 1 ? "two classes have one logit" : $"the data have {wanted} classes ({Some(data.Known)})")}. "
                + $"Give {(wanted == 1 ? "one number" : "one number per class")}, numbers by name, or balanced."
        );
    }

    private static double[] ByName(string path, IReadOnlyDictionary<string, double> named, LossData data, bool single)
    {
        if (data.Classes == 0)
            throw NoClasses(path);
        var known = data.Known;
        foreach (var name in named.Keys)
        {
            if (known.Contains(name))
                continue;
            var near = Suggestion.Nearest(name, known);
            throw new UsageException(
                $"{path} names the class '{name}', which the data do not "
                    + $"have.{(near is null ? "" : $" Did you mean '{near}'?")} There are {Some(known)}."
            );
        }

        if (!single || data.Classes != 2)
            return [.. known.Select(name => named.GetValueOrDefault(name, 1))];
        return named.ContainsKey(known[0])
            ? throw new UsageException(
                $"{path} names '{known[0]}', but of two classes it weighs only label 1, "
                    + $"'{known[1]}'. Name that alone, or use cross-entropy."
            )
            : [named.GetValueOrDefault(known[1], 1)];
    }

    private static UsageException NoClasses(string path) =>
        new(
            $"{path} weighs classes, but the data have numbers to predict. Remove it and choose a "
                + "loss of numbers, such as mse; or say task: classification."
        );

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", ..." : "");
}
