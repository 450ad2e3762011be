namespace Ballast;

/// <summary>
/// A data set is not there, cannot be read, or does not hold what it should. The message says what was expected and what to do.
/// </summary>
/// <param name="message">What it says.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class DatasetException(string message, Exception? inner = null) : IOException(message, inner);
