namespace Ballast;

/// <summary>Hands every record to several sinks, none of which can hurt the training or one another.</summary>
internal sealed class IsolatedSinks(IEnumerable<IRecordSink> sinks) : IRecordSink
{
    private readonly Isolated<IRecordSink>[] _sinks = [.. sinks.Select(sink => new Isolated<IRecordSink>(sink))];

    public void Begin(IReadOnlyList<ParameterInfo> parameters)
    {
        foreach (var sink in _sinks)
            sink.Call(static (it, list) => it.Begin(list), parameters);
    }

    public void Note(string key, string value)
    {
        foreach (var sink in _sinks)
            sink.Call(static (it, fact) => it.Note(fact.key, fact.value), (key, value));
    }

    public void Write(StepRecord record)
    {
        foreach (var sink in _sinks)
            sink.Call(static (it, step) => it.Write(step), record);
    }

    /// <summary>Disposes every sink, those switched off included: they may hold a file.</summary>
    public void Dispose()
    {
        foreach (var sink in _sinks)
            sink.Call(static (it, _) => it.Dispose(), 0, evenIfOff: true);
    }
}
