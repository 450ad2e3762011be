using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ballast.Dashboard;

/// <summary>
/// Answers that several pages want are made once: of a run that has not changed the one that is there is given again, and of one that grows
/// there is a new one a pause at most, and the more seldom the longer it takes to make. Nobody gets one that was made before he asked and
/// has been overtaken.
/// </summary>
internal sealed class Answers(TimeSpan pause)
{
    private const int Most = 64,
        Rest = 100; // times what an answer took, before it is made again: who looks on takes no core from a training
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Slot> _slots = new();

    /// <summary>The answer to a question.</summary>
    /// <param name="question">Its address.</param>
    /// <param name="stamp">What the run is like now.</param>
    /// <param name="make">Makes it, and says whether all of the run has been read: if not, the next question is answered at once.</param>
    public async Task<byte[]> OfAsync(string question, Func<RunStamp> stamp, Func<(byte[] Answer, bool IsWhole)> make)
    {
        var (asked, slot) = (Stopwatch.GetTimestamp(), _slots.GetOrAdd(question, _ => new Slot()));
        await slot.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            var now = stamp();
            if (slot.Answer is { } known && slot.IsWhole && (slot.Stamp == now || slot.Made > asked))
                return known;
            if (slot is { Answer: not null, IsWhole: true } && slot.Pause - Stopwatch.GetElapsedTime(slot.Made) is { Ticks: > 0 } rest)
                await Task.Delay(rest).ConfigureAwait(false);
            var (seen, made) = (stamp(), Stopwatch.GetTimestamp());
            (slot.Answer, slot.IsWhole) = make();
            (slot.Stamp, slot.Made) = (seen, made);
            var longer = Rest * Stopwatch.GetElapsedTime(made);
            slot.Pause =
                longer < pause ? pause
                : longer < s_longest ? longer
                : s_longest;
            Forget();
            return slot.Answer;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private void Forget()
    {
        if (_slots.Count > Most)
            foreach (var old in _slots.OrderBy(it => it.Value.Made).Take(Most / 2).ToArray())
                _slots.TryRemove(old.Key, out _);
    }

    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1);
        public byte[]? Answer { get; set; }
        public bool IsWhole { get; set; }
        public RunStamp Stamp { get; set; }
        public long Made { get; set; }
        public TimeSpan Pause { get; set; }
    }
}
