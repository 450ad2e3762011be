namespace Ballast;

/// <summary>What a run's lock says about the process that trains or trained it.</summary>
public enum RunLockState
{
    /// <summary>There is no lock: nobody trains it, and whoever did went in order.</summary>
    None,

    /// <summary>A process trains it now.</summary>
    Held,

    /// <summary>The process was killed.</summary>
    Left,
}
