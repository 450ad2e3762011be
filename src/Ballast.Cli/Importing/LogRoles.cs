using System.Text.RegularExpressions;

namespace Ballast.Cli;

/// <summary>
/// What the series of a log are, by their names as PyTorch, Keras and Lightning users write them: words that say nothing (train, epoch,
/// step …) are left out, and what is left decides. Of several that fit the one with most points is taken.
/// </summary>
internal sealed partial class LogRoles
{
    private static readonly HashSet<string> s_idle =
        ["train", "training", "epoch", "step", "batch", "total", "running", "mean", "avg", "pg1", "0"],
        s_tests = ["val", "valid", "validation", "test", "eval", "evaluation", "dev"],
        s_accuracies = ["acc", "accuracy", "top1", "categorical", "sparse", "binary"];

    private static readonly string[] s_gradients =
        ["grad_norm/", "gradient_norm/", "grad_2.0_norm/", "gradients/", "grads/", "grad/", "train/grad_norm/"],
        s_weights = ["weight_norm/", "weight_norms/", "param_norm/", "weights/", "params/"];

    /// <summary>Tag of the loss of batches; null if there is none.</summary>
    public string? Loss { get; private set; }

    /// <summary>Tag of the accuracy of batches.</summary>
    public string? Accuracy { get; private set; }

    /// <summary>Tag of the loss of evaluations.</summary>
    public string? TestLoss { get; private set; }

    /// <summary>Tag of their accuracy.</summary>
    public string? TestAccuracy { get; private set; }

    /// <summary>Tag of the norm of the whole gradient.</summary>
    public string? GradientNorm { get; private set; }

    /// <summary>Tag of the learning rate.</summary>
    public string? Rate { get; private set; }

    /// <summary>Tags of the norms of single gradients, by parameter.</summary>
    public IReadOnlyDictionary<string, string> Gradients { get; private set; } = new Dictionary<string, string>();

    /// <summary>Tags of the norms of single weights, by parameter.</summary>
    public IReadOnlyDictionary<string, string> Weights { get; private set; } = new Dictionary<string, string>();

    /// <summary>Tags that are none of these.</summary>
    public IReadOnlyList<string> Unused { get; private set; } = [];

    /// <param name="points">How many points each tag has.</param>
    /// <param name="given">Tags that the user named, by the names of the properties in lower case with dashes.</param>
    /// <exception cref="UsageException">A given tag or name is none.</exception>
    public static LogRoles Of(IReadOnlyDictionary<string, int> points, IReadOnlyDictionary<string, string> given)
    {
        foreach (var (name, tag) in given)
            if (!points.ContainsKey(tag))
                throw new UsageException(
                    $"--map {name}={tag}: the log has no series of that name. It has {string.Join(", ", points.Keys)}."
                );
            else if (!s_names.Contains(name))
                throw new UsageException($"--map {name}={tag}: {name} is none of {string.Join(", ", s_names)}.");
        var byPoints = points.OrderByDescending(it => it.Value).ThenBy(it => it.Key, StringComparer.Ordinal).Select(it => it.Key).ToArray();
        var single = s_gradients.Concat(s_weights).ToArray();
        string? Find(string name, Func<HashSet<string>, bool> fits, bool isTest) =>
            given.TryGetValue(name, out var tag)
                ? tag
                : byPoints.FirstOrDefault(it =>
                    !single.Any(prefix => it.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    && WordsOf(it) is var words
                    && words.Overlaps(s_tests) == isTest
                    && fits([.. words.Where(word => !s_tests.Contains(word))])
                );

        static bool IsLoss(HashSet<string> words) => words.SetEquals(["loss"]);
        static bool IsAccuracy(HashSet<string> words) => words.Count > 0 && words.IsSubsetOf(s_accuracies);
        static bool IsNorm(HashSet<string> words) => words.Contains("norm") && words.Count > 1 && words.IsSubsetOf(s_norms);
        var roles = new LogRoles
        {
            Loss = Find("loss", IsLoss, isTest: false),
            Accuracy = Find("accuracy", IsAccuracy, isTest: false),
            TestLoss = Find("test-loss", IsLoss, isTest: true),
            TestAccuracy = Find("test-accuracy", IsAccuracy, isTest: true),
            GradientNorm = Find("gradient-norm", IsNorm, isTest: false),
            Rate = Find("rate", words => words.Contains("lr") || words.IsSupersetOf(["learning", "rate"]), isTest: false),
            Gradients = Named(points.Keys, s_gradients),
            Weights = Named(points.Keys, s_weights),
        };
        string?[] used = [roles.Loss, roles.Accuracy, roles.TestLoss, roles.TestAccuracy, roles.GradientNorm, roles.Rate];
        roles.Unused = [.. points.Keys.Except(used.OfType<string>()).Except(roles.Gradients.Values).Except(roles.Weights.Values)];
        return roles;
    }

    private static readonly string[] s_names = ["loss", "accuracy", "test-loss", "test-accuracy", "gradient-norm", "rate"];

    private static readonly HashSet<string> s_norms = ["grad", "gradient", "gradients", "norm", "global", "l2", "2"];

    private static HashSet<string> WordsOf(string tag) =>
        [.. Separator().Split(tag.ToLowerInvariant()).Where(word => word.Length > 0 && !s_idle.Contains(word))];

    private static Dictionary<string, string> Named(IEnumerable<string> tags, string[] prefixes)
    {
        var found = new Dictionary<string, string>();
        foreach (var tag in tags)
            if (prefixes.FirstOrDefault(prefix => tag.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } prefix)
                found.TryAdd(tag[prefix.Length..], tag);
        return found;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Separator();
}
