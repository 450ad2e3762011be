namespace Ballast;

/// <summary>
/// Receives every step's record. A sink is an observer: what it throws is reported once and never stops a training. It is
/// called on the training thread, so it should hand work on and return.
/// </summary>
public interface IRecordSink : IDisposable
{
    /// <summary>Called once, before the first record, with the parameters in the order of every reading.</summary>
    void Begin(IReadOnlyList<ParameterInfo> parameters) { }

    /// <summary>
    /// Called before the first record with facts about the run, such as <c>arithmetic</c>: what the self-test of the machine found.
    /// </summary>
    void Note(string key, string value) { }

    /// <summary>Called once per step. The record's buffers belong to the guard: copy what outlives the call.</summary>
    void Write(StepRecord record);
}
