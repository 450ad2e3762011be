namespace Ballast;

/// <summary>
/// A data set is not there, cannot be read, or does not hold what it should. The message says what was expected and what to do.
/// </summary>
public sealed class DatasetException : IOException
{
    /// <summary>An error without a message.</summary>
    public DatasetException() { }

    /// <summary>An error that says <paramref name="message"/>.</summary>
    public DatasetException(string message)
        : base(message) { }

    /// <summary>An error that says <paramref name="message"/> and was caused by <paramref name="inner"/>.</summary>
    public DatasetException(string message, Exception inner)
        : base(message, inner) { }
}
