namespace Ballast;

/// <summary>A checkpoint cannot be used; the message says which file, why, and what to do.</summary>
public sealed class CheckpointException : IOException
{
    /// <summary>With what is wrong and what to do about it.</summary>
    public CheckpointException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>
    /// True if the file is corrupt or cut short, so that an earlier one may do; false if it is whole but of something else.
    /// </summary>
    public bool Damaged { get; init; }

    /// <summary>True if there is no such file: none was written yet, or a training that goes on has replaced it by a later one.</summary>
    internal bool Absent { get; init; }
}
