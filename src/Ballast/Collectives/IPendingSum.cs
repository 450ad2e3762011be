namespace Ballast;

/// <summary>A sum over all ranks that goes on while this rank does something else; see <see cref="ICollective.Begin"/>.</summary>
public interface IPendingSum
{
    /// <summary>Whether it is done. Lets it go on where the library works only while it is called, as MPI does.</summary>
    bool Poll();

    /// <summary>Returns once it is done.</summary>
    void Wait();
}

/// <summary>One that was done at once.</summary>
internal sealed class SumDone : IPendingSum
{
    private SumDone() { }

    public static SumDone Instance { get; } = new();

    public bool Poll() => true;

    public void Wait() { }
}
