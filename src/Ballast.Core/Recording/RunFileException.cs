namespace Ballast;

/// <summary>A run file cannot be created or read; the message says which file, why, and what to do.</summary>
public sealed class RunFileException : IOException
{
    /// <summary>With what is wrong and what to do about it.</summary>
    public RunFileException(string message, Exception? inner = null)
        : base(message, inner) { }
}
