namespace Ballast.Lab;

/// <summary>One change to a training, to see whether it fails for want of that, and to repair it by.</summary>
/// <param name="Name">Short and unique.</param>
/// <param name="Cause">What it would be the remedy of; null for one that treats the symptom.</param>
/// <param name="Apply">Changes a training that was just built, by what was seen of it; null where it has no place in it.</param>
/// <param name="Config">The same as overrides of a config, <c>key=value</c> each; empty where a config cannot say it.</param>
public sealed record Treatment(
    string Name,
    Cause? Cause,
    Func<Trial, ModelReading, Trial?> Apply,
    Func<ModelReading, IReadOnlyList<string>> Config
)
{
    /// <summary>The training as it is.</summary>
    public static Treatment None { get; } = new("as it is", null, (trial, _) => trial, _ => []);

    /// <summary>Two at once, where both have a place.</summary>
    public static Treatment Both(Treatment first, Treatment second) =>
        new(
            $"{first.Name} + {second.Name}",
            first.Cause,
            (trial, seen) => first.Apply(trial, seen) is { } treated ? second.Apply(treated, seen) : null,
            seen => first.Config(seen) is [_, ..] one && second.Config(seen) is [_, ..] other ? [.. one, .. other] : []
        );

    /// <summary>Several at once, but for those that have no place.</summary>
    public static Treatment All(params IReadOnlyList<Treatment> parts) =>
        new(
            string.Join(" + ", parts.Select(part => part.Name)),
            parts[0].Cause,
            (trial, seen) =>
            {
                var treated = trial;
                foreach (var part in parts)
                    treated = part.Apply(treated, seen) ?? treated;
                return treated;
            },
            seen => [.. parts.SelectMany(part => part.Config(seen))]
        );
}
