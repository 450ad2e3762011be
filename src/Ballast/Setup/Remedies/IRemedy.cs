namespace Ballast;

/// <summary>
/// One way to repair a model before its first step. It suspects by numbers, proposes a change of weights or of what stands in front of the
/// model and behind it, and has no say in whether that is kept: a rehearsal decides.
/// </summary>
internal interface IRemedy
{
    /// <summary>True if this remedy might help. Changes nothing.</summary>
    bool Suspects(Examination seen);

    /// <summary>What it suspects, in words; empty where there is nothing that a user could be told.</summary>
    string Trouble { get; }

    /// <summary>Ways to do it, of which the best is kept.</summary>
    int Ways => 1;

    /// <summary>Makes the change, and says what it did; empty, with the model as it was, if there is nothing to do.</summary>
    /// <param name="seen">The model, as it was when this remedy suspected something.</param>
    /// <param name="way">From 0 to <see cref="Ways"/>.</param>
    IReadOnlyList<string> Propose(Examination seen, int way);
}
