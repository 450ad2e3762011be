namespace Ballast.Mpi;

/// <summary>MPI cannot be used, or a call of it failed; the message says what to do.</summary>
public sealed class MpiException : Exception
{
    /// <summary>For a reason.</summary>
    public MpiException(string message)
        : base(message) { }
}
