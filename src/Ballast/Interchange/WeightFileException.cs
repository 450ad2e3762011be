namespace Ballast;

/// <summary>A file of weights cannot be read, or is of another model; the message says which file, why, and what to do.</summary>
public sealed class WeightFileException : IOException
{
    /// <summary>With what is wrong and what to do about it.</summary>
    public WeightFileException(string message, Exception? inner = null)
        : base(message, inner) { }
}
