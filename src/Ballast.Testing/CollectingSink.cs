namespace Ballast.Testing;

/// <summary>Keeps every record, for tests.</summary>
public sealed class CollectingSink : IRecordSink
{
    private readonly List<StepRecord> _records = [];

    /// <summary>All records so far, with readings of their own.</summary>
    public IReadOnlyList<StepRecord> Records => _records;

    /// <inheritdoc/>
    public void Write(StepRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _records.Add(record.Keep());
    }

    /// <summary>Nothing to release.</summary>
    public void Dispose() { }
}
