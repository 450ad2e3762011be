using static TorchSharp.torch;

namespace Ballast;

/// <content>The same on several ranks: what rank 0 tells, and what the others make of it.</content>
internal sealed partial class GuardedStep
{
    /// <summary>The ranks that train together; null where there is one.</summary>
    public Replicas? Replicas { get; }

    /// <summary>Steps that were gone back over.</summary>
    public long Undone
    {
        get => Recovery?.Undone ?? field; // of another rank's recovery
        private set;
    }

    /// <summary>Whether this rank judges.</summary>
    public bool Leads => Replicas?.Leads ?? true;

    /// <summary>The last backward pass of a step, while which gradients may be sent already.</summary>
    public void Backward(Tensor loss, double rows)
    {
        Replicas?.Early?.Begin(rows);
        try
        {
            Backward(loss);
        }
        finally
        {
            Replicas?.Early?.End();
        }
    }

    /// <summary>Whether the weights may be kept as they are between two steps; null if so.</summary>
    public StepRecord? Check(bool last)
    {
        var record = CheckHere(last);
        if (Replicas is null)
            return record;
        var after = Follow(new(record?.Verdict, Undone, _executor.Rate, record is not null, record?.ReturnedTo, record?.Replays ?? false));
        if (Leads || after.Turned is not { } verdict)
            return record;
        return new(new(Index, double.NaN, []), verdict)
        {
            LearningRate = Rate(),
            ReturnedTo = after.ReturnedTo,
            Replays = after.Replays,
        };
    }

    // all ranks' gradients and loss in place of this one's, in memory and in the reading
    private RankReading[] Average(GradientReading reading, Tensor loss, OwnStep own, double unscale)
    {
        var ranks = Replicas!.Average(reading, own);
        var fault = Replicas.Fault(reading);
        if (Leads)
            _meter.Measure(Index, loss, unscale);
        reading.Refill(Index, Replicas.Facts.AllLoss, fault);
        return ranks;
    }

    // the same where nobody measures
    private RankReading[] AverageUnmeasured(GradientReading reading, OwnStep own)
    {
        Table.Refresh(_model);
        try
        {
            var ranks = Replicas!.Average(reading, own);
            reading.Refill(Index, Replicas.Facts.AllLoss);
            Replicas.AverageStatistics();
            return ranks;
        }
        finally
        {
            Table.Release();
        }
    }

    // the end of a step: rank 0 says what has become of it, the others do likewise
    private Verdict Follow(GradientReading reading, Verdict verdict, Verdict? turned, bool sends, ref (long Step, bool Replays)? back)
    {
        var after = new Aftermath(turned, Undone, _executor.Rate, sends || back is not null, back?.Step, back?.Replays ?? false).Share(
            Replicas!.World
        );
        if (!Leads)
        {
            verdict = after.Turned ?? verdict;
            if (after.ReturnedTo is { } step)
                back = (step, after.Replays);
            Settle(reading, verdict, default, back is not null);
        }

        Take(after);
        return verdict;
    }

    private Aftermath Follow(Aftermath after)
    {
        var all = after.Share(Replicas!.World);
        Take(all);
        return all;
    }

    private GuardPart[] Shared =>
        GuardParts.Shared(Table, _executor, _range, Setup, () => new(Index, Undone, Recovery?.Rate ?? _executor.Rate), Stand);

    private byte[] SaveShared()
    {
        using var bytes = new MemoryStream();
        GuardState.Write(bytes, Shared);
        return bytes.ToArray();
    }

    private void LoadShared(byte[] state) => GuardState.Read(new MemoryStream(state, writable: false), Shared);

    private void Stand(RankPlace place) => (Index, Undone, _executor.Rate) = (place.Step, place.Undone, place.Rate);

    private void Take(Aftermath after)
    {
        (_executor.Rate, Undone) = (after.Rate, after.Undone);
        if (after.Sends)
            Replicas!.Send();
    }
}
