namespace Ballast;

/// <summary>How much a guard may do.</summary>
public enum GuardMode
{
    /// <summary>Verdicts are carried out.</summary>
    Act,

    /// <summary>
    /// Everything is measured, judged and recorded, and every step is taken as plain training would, without weight edits; overruled
    /// verdicts are marked.
    /// </summary>
    Observe,

    /// <summary>
    /// No gradient is measured or judged; the optimizer steps, and weight edits, if there are any, act as ever. Records hold the loss and
    /// what was edited.
    /// </summary>
    Off,
}
