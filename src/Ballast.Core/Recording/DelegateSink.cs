namespace Ballast;

/// <summary>A sink from a lambda.</summary>
internal sealed class DelegateSink(Action<StepRecord> write) : IRecordSink
{
    public void Write(StepRecord record) => write(record);

    public void Dispose() { }
}
