namespace Ballast;

/// <summary>
/// Makes one course of records of those of several guards: steps are numbered through, every record has the parameters of all, and those of
/// the players whose step it is not are absent.
/// </summary>
internal sealed class JointRecords(IReadOnlyList<IRecordSink> sinks) : IDisposable
{
    private readonly IsolatedSinks _sinks = new(sinks);
    private readonly Dictionary<string, int> _first = [];
    private ParameterInfo[] _infos = [];
    private bool _begun;

    /// <summary>Which step comes next.</summary>
    public long Step { get; set; }

    /// <summary>How many of these were gone back over, before the step that is taken.</summary>
    public long Undone { get; set; }

    /// <summary>The sink of one player's guard.</summary>
    public IRecordSink Of(string player) => new PlayerSink(player, this);

    /// <summary>The parameters of all players, in their order.</summary>
    public void Know(IReadOnlyList<(string Name, IReadOnlyList<ParameterInfo> Parameters)> players)
    {
        List<ParameterInfo> infos = [];
        foreach (var (name, parameters) in players)
        {
            _first[name] = infos.Count;
            infos.AddRange(parameters.Select(info => info with { Name = $"{name}.{info.Name}" }));
        }

        _infos = [.. infos];
    }

    public void Dispose() => _sinks.Dispose();

    private void Begin()
    {
        if (!_begun)
            _sinks.Begin(_infos);
        _begun = true;
    }

    private void Note(string key, string value)
    {
        Begin();
        _sinks.Note(key, value);
    }

    private void Write(string player, StepRecord record)
    {
        if (sinks.Count == 0)
        {
            Step++;
            return;
        }

        Begin();
        var first = _first[player];
        var its = record.Reading.Parameters;
        var readings = _infos.Select(info => new ParameterReading(info, 0, 0, 0) { IsAbsent = true }).ToArray();
        for (var i = 0; i < its.Length; i++)
            readings[first + i] = its[i] with { Info = _infos[first + i] };
        var updates = record.Updates.Length == 0 ? [] : _infos.Select(_ => new ParameterUpdate(0, double.NaN, 1)).ToArray();
        record.Updates.CopyTo(updates.AsSpan(updates.Length == 0 ? 0 : first));
        _sinks.Write(
            new(new(Step++, record.Loss, readings) { Undone = Undone }, Shifted(record.Verdict, player, first), updates)
            {
                Overruled = record.Overruled,
                LearningRate = record.LearningRate,
                LossScale = record.LossScale,
                Capped = record.Capped,
                Restarted = record.Restarted,
                UpdateRatio = record.UpdateRatio,
                Edits = [.. record.Edits.Select(words => $"{player}: {words}")],
                Notices = [.. record.Notices.Select(words => $"{player}: {words}")],
                ReturnedTo = record.ReturnedTo,
                Replays = record.Replays,
                Elapsed = record.Elapsed,
            }
        );
    }

    private Verdict Shifted(Verdict verdict, string player, int first)
    {
        var reason = $"{player}: {verdict.Reason}";
        switch (verdict.Kind)
        {
            case VerdictKind.Proceed:
                return verdict;
            case VerdictKind.Rescale:
                var scales = _infos.Select(_ => 1.0).ToArray();
                var next = _first.Values.Where(start => start > first).DefaultIfEmpty(scales.Length).Min();
                for (var i = first; i < next; i++)
                    scales[i] = verdict.ScaleOf(i - first);
                return Verdict.RescaleEach(scales, reason);
            case VerdictKind.Skip:
                return Verdict.Skip(reason);
            case VerdictKind.Rollback:
                return Verdict.Rollback(reason);
            default:
                return Verdict.Halt(reason);
        }
    }

    private sealed class PlayerSink(string player, JointRecords all) : IRecordSink
    {
        public void Note(string key, string value) => all.Note(key, value);

        public void Write(StepRecord record) => all.Write(player, record);

        public void Dispose() { }
    }
}
