using CsCheck;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Recovery;

/// <summary>Which states count, against a list that says it plainly; and that each holds the weights of its own moment.</summary>
[TensorTests]
public sealed class SnapshotRingTests : IDisposable
{
    private const int Kept = 3;
    private readonly Linear _model = nn.Linear(2, 1, hasBias: false);
    private readonly optim.Optimizer _optimizer;
    private readonly List<Snapshot> _made = [];
    private readonly SnapshotRing _ring;

    public SnapshotRingTests()
    {
        _optimizer = Ballast.Optimizers.SGD(_model.parameters(), 0.1);
        _ring = new(
            () =>
            {
                _made.Add(new(new Trained(_model, [.. _model.parameters()], _optimizer)));
                return _made[^1];
            },
            Kept
        );
    }

    public void Dispose()
    {
        _ring.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    /// <summary>Whatever is done in whatever order.</summary>
    [Fact]
    public void It_keeps_what_the_plain_list_keeps() =>
        Gen.Int[0, 5]
            .Array[0, 40]
            .Sample(
                acts =>
                {
                    using var test = new SnapshotRingTests();
                    test.Drive(acts);
                },
                iter: 300,
                threads: 1
            );

    private void Drive(int[] acts)
    {
        List<long> confirmed = [];
        long? lowest = null,
            candidate = null;
        for (var step = 0L; step < acts.Length; step++)
        {
            switch (acts[step])
            {
                case 0 or 1:
                    Take(step);
                    candidate = step;
                    break;
                case 2 or 3 when candidate is { } counts:
                    _ring.Confirm(isLowest: acts[step] == 3);
                    confirmed.Add(counts);
                    lowest = acts[step] == 3 ? counts : lowest;
                    if (confirmed.Count > Kept)
                        confirmed.RemoveAt(0);
                    candidate = null;
                    break;
                case 4 when confirmed.Count + (lowest is null ? 0 : 1) > 0:
                    // to the oldest there is
                    var moment = new[] { _ring.Lowest, confirmed.Count > 0 ? Oldest() : null }.OfType<KeptState>().MinBy(it => it.Step)!;
                    _ring.DropAfter(moment);
                    confirmed = [moment.Step];
                    lowest = lowest > moment.Step ? null : lowest;
                    candidate = null;
                    break;
                case 5:
                    _ring.Drop();
                    candidate = null;
                    break;
                default:
                    break;
            }

            Assert.Equal(candidate, _ring.Candidate?.Step);
            Assert.Equal(lowest, _ring.Lowest?.Step);
            Assert.Equal(confirmed, Confirmed().Select(it => it.Step));
            Assert.All(Confirmed().Append(_ring.Lowest).OfType<KeptState>(), Holds);
        }

        // memory is used in turn: as many as can count at once, and one that does not yet
        Assert.InRange(_made.Count, 0, Kept + 2);
    }

    [Fact]
    public void A_damaged_one_counts_no_more_and_one_that_was_never_proved_is_better_than_none()
    {
        foreach (var step in new[] { 1, 2 })
        {
            Take(step);
            _ring.Confirm(isLowest: step == 1);
        }

        Take(3);
        Damage(_ring.Newest!);
        _ring.DropDamaged();
        Assert.Equal((1, 1, 3), (_ring.Newest!.Step, _ring.Lowest!.Step, _ring.Candidate!.Step));
        Damage(_ring.Newest!);
        _ring.DropDamaged();
        Assert.Equal((3, null, null), (_ring.Newest!.Step, _ring.Lowest?.Step, _ring.Candidate?.Step));
        Take(4);
        Damage(_ring.Candidate!);
        Damage(_ring.Newest!);
        _ring.DropDamaged();
        Assert.Null(_ring.Newest);
    }

    [Fact]
    public void Nothing_counts_once_it_is_cleared()
    {
        Take(1);
        _ring.Confirm(isLowest: true);
        Take(2);
        _ring.Clear();
        Assert.Equal((null, null, null), (_ring.Newest?.Step, _ring.Lowest?.Step, _ring.Candidate?.Step));
    }

    private IEnumerable<KeptState> Confirmed()
    {
        List<KeptState> found = [];
        for (var at = _ring.Newest; at is not null; at = _ring.Before(at))
            found.Insert(0, at);
        return found;
    }

    private KeptState Oldest() => Confirmed().First();

    private void Take(long step)
    {
        using (no_grad())
            _model.weight!.fill_(step);
        _ring.Take(new(step, step, [], [], IsExact: true));
    }

    // what is put back from it is that moment's
    private void Holds(KeptState moment)
    {
        Assert.True(_ring.Has(moment));
        using var present = _model.weight!.detach().clone();
        moment.Snapshot!.Restore(options: false, random: false);
        Assert.Equal([moment.Step, moment.Step], Holder.Values(_model.weight!));
        using (no_grad())
            _model.weight!.copy_(present);
    }

    private static void Damage(KeptState moment)
    {
        var copy = moment.Snapshot!.Copies.First();
        copy[0, 1] = copy[0, 1].Plus(1);
    }
}
