namespace Ballast;

/// <summary>
/// Tells memory from arithmetic where a weight broke that no step of the guard broke: the same steps on the same batches are taken again
/// from a snapshot, bit for bit, and what comes out where it had broken says whose fault it was. Costs nothing: it is the replay.
/// </summary>
internal sealed class ReplayWitness
{
    private long _position = -1; // where it broke; below 0: nothing is awaited

    /// <summary>It broke before a step, and the way there is taken again.</summary>
    /// <param name="position">How far the training was.</param>
    public void Await(long position) => _position = position;

    /// <summary>A step was taken. What follows from that, in words, where it is the one before which it had broken; else null.</summary>
    /// <param name="position">Of the step.</param>
    public string? Passed(long position)
    {
        if (_position < 0 || position < _position)
            return null;
        _position = -1;
        return "The steps that were taken again on the same batches gave sound weights this time: what had broken them was memory or the "
            + "processor, or code of your own beside the training, not the training. If it comes again, test the memory of this machine.";
    }

    /// <summary>It broke again. What follows, in words; null where it is another place.</summary>
    /// <param name="position">Before which step.</param>
    public string? Broke(long position)
    {
        var same = _position == position;
        _position = -1;
        return same
            ? "; it came out the same when the steps were taken again, so it is no fault of memory but of arithmetic or of code of your own"
            : null;
    }
}
