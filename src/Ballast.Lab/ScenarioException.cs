namespace Ballast.Lab;

/// <summary>A scenario or a case is at fault and not what was tried on it: the message names it, its file and what went wrong.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>A member of a scenario threw.</summary>
    /// <param name="type">The scenario's class.</param>
    /// <param name="member">What was called.</param>
    /// <param name="fault">What it threw.</param>
    public ScenarioException(Type type, string member, Exception fault)
        : base($"{Named(type)}: {member} threw {Words(fault)}", fault) { }

    /// <summary>A member of a scenario threw.</summary>
    /// <param name="training">The scenario.</param>
    /// <param name="member">What was called.</param>
    /// <param name="fault">What it threw.</param>
    public ScenarioException(Training training, string member, Exception fault)
        : this(training?.GetType()!, member, fault) { }

    /// <summary>A scenario cannot be used as it is.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="words">Why, and what to do.</param>
    public ScenarioException(Training scenario, string words)
        : base($"{Named(scenario?.GetType())}: {words}") { }

    private static string Named(Type? type) =>
        $"{(typeof(Case).IsAssignableFrom(type) ? "Case" : "Scenario")} {type?.FullName} ({Path.GetFileName(type?.Assembly.Location)})";

    private static string Words(Exception fault) => $"{fault?.GetType().Name}: {fault?.Message.Split('\n')[0]}";
}
