namespace Ballast;

/// <summary>How much a guard may do.</summary>
public enum GuardMode
{
    /// <summary>Verdicts are carried out.</summary>
    Act,

    /// <summary>Everything is measured, judged and recorded, and every step is taken as plain training would; overruled verdicts are marked.</summary>
    Observe,

    /// <summary>Nothing is measured; the optimizer steps. Records hold the loss alone.</summary>
    Off,
}
