namespace Ballast;

/// <summary>
/// What a guard does when prevention has failed: goes back to an earlier state that proved healthy, and on from there. See
/// docs/recovery.md.
/// </summary>
public sealed record RecoveryOptions
{
    /// <summary>Steps from one snapshot to the next. Default 50.</summary>
    public int Every
    {
        get;
        init => field = Require.AtLeast(value, 1, nameof(Every));
    } = 50;

    /// <summary>
    /// Steps after a snapshot that have to be healthy before it counts: what is about to explode looks well for a while. Default 25.
    /// </summary>
    public int ConfirmAfter
    {
        get;
        init => field = Require.AtLeast(value, 1, nameof(ConfirmAfter));
    } = 25;

    /// <summary>How many snapshots that count are kept, each as large as weights, buffers and optimizer state. Default 2.</summary>
    public int Kept
    {
        get;
        init => field = Require.AtLeast(value, 1, nameof(Kept));
    } = 2;

    /// <summary>How often a training may go back before all has been well for ten snapshots again. Default 6.</summary>
    public int Attempts
    {
        get;
        init => field = Require.AtLeast(value, 1, nameof(Attempts));
    } = 6;

    /// <summary>What the learning rate is multiplied by each time, in (0, 1]; it grows back. Default 0.5.</summary>
    public double RateFactor
    {
        get;
        init => field = Require.Fraction(value, nameof(RateFactor));
    } = 0.5;

    /// <summary>Told of every snapshot: a test may damage it.</summary>
    internal Action<Snapshot>? Taken { get; init; }
}
