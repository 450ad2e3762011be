namespace Ballast;

/// <summary>A log of another tool that cannot be read; the message says why and what to do.</summary>
public sealed class LogFileException : IOException
{
    /// <inheritdoc/>
    public LogFileException() { }

    /// <inheritdoc/>
    public LogFileException(string message)
        : base(message) { }

    /// <inheritdoc/>
    public LogFileException(string message, Exception inner)
        : base(message, inner) { }
}
