namespace Ballast;

/// <summary>
/// Recognises one thing that is wrong, by numbers alone. Has no state: the same evidence gives the same finding. One file, one line in
/// <see cref="Symptoms"/>, the words of its code in the resource files, one page in docs/findings.
/// </summary>
public interface ISymptom
{
    /// <summary>The code of its findings.</summary>
    string Code { get; }

    /// <summary>The finding, or null where the evidence shows none or is not there.</summary>
    Finding? Look(Evidence evidence);
}
