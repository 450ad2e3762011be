namespace Ballast;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; trainings with it often go well.</summary>
    Note,

    /// <summary>The training will most likely be worse for it.</summary>
    Warning,

    /// <summary>The training cannot go well with it, or has failed by it.</summary>
    Error,
}
