namespace Ballast;

/// <summary>How a training ended.</summary>
public enum TrainingStatus
{
    /// <summary>It went as far as it was to, or ended early because it got no better.</summary>
    Trained,

    /// <summary>The guard ended it, or its test loss is not finite.</summary>
    Halted,

    /// <summary>It was asked to end; a checkpoint goes on from there.</summary>
    Interrupted,
}

/// <summary>The status as run files, JSON and screens write it.</summary>
public static class TrainingStatusNames
{
    /// <summary>Such as <c>trained</c>.</summary>
    public static string Name(this TrainingStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The reverse of <see cref="Name"/>.</summary>
    /// <exception cref="FormatException">No training ends so.</exception>
    internal static TrainingStatus Read(string name) =>
        Enum.GetValues<TrainingStatus>().Cast<TrainingStatus?>().FirstOrDefault(status => status!.Value.Name() == name)
        ?? throw new FormatException(
            $"A training does not end '{name}': there are {string.Join(", ", Enum.GetValues<TrainingStatus>().Select(Name))}."
        );
}
