using System.Globalization;
using static Ballast.SetupConstants;

namespace Ballast;

/// <summary>
/// Repairs a model before its first step. Remedies are asked in one order, what is most fundamental first; each that suspects something
/// proposes a change, and it is kept only if a short training with it ends at a smaller loss on batches held back than one without. Else it
/// is taken back, to the bit.
/// </summary>
internal sealed class Preparer(Examination seen, Rehearsal rehearsal)
{
    private SetupUndo? _start; // everything before anything was changed
    private readonly HashSet<string> _tried = [];
    private RehearsedLoss? _best;

    /// <summary>In the order in which they are asked.</summary>
    internal static IRemedy[] Remedies =>
        [
            new GatesRemedy(),
            new InputsRemedy(),
            new LayersRemedy(),
            new OutputsRemedy(balances: true),
            new OutputsRemedy(balances: false),
            new ShiftRemedy(),
            new ShrinkRemedy(),
        ];

    /// <summary>
    /// Looks, and repairs where <paramref name="mayRepair"/>. If a loss throws, everything is as it was before.
    /// </summary>
    public Preparation Run(bool mayRepair)
    {
        try
        {
            var preparation = Ask(mayRepair);
            _start?.NoteKept();
            return preparation;
        }
        catch
        {
            _start?.TakeBack();
            _start?.NoteKept();
            throw;
        }
        finally
        {
            _start?.Dispose();
        }
    }

    private Preparation Ask(bool mayRepair)
    {
        List<string> trouble = [],
            done = [];
        foreach (var remedy in Remedies)
        {
            if (!remedy.Suspects(seen))
                continue;
            if (remedy.Trouble.Length > 0)
                trouble.Add(remedy.Trouble);
            if (mayRepair && Try(remedy) is { } words)
                done.AddRange(words);
        }

        return new(string.Join("; ", trouble), done);
    }

    // null if nothing was proposed
    private List<string>? Try(IRemedy remedy)
    {
        _start ??= Remember();
        using var undo = Remember();
        using var tried = new ProposalList();
        for (var way = 0; way < remedy.Ways; way++)
        {
            var words = remedy.Propose(seen, way);
            if (words.Count == 0)
                continue;
            if (!_tried.Add(string.Join("; ", words)))
            {
                undo.TakeBack();
                continue;
            }

            using var changed = Remember();
            undo.TakeBack();
            _best ??= Rehearse();
            changed.TakeBack();
            tried.Add(words, Rehearse(), Remember());
            undo.TakeBack();
        }

        if (tried.Best is not { } best)
            return null;
        var without = _best!.Value;
        if (!best.Loss.IsWorthFor(without))
            return [Ended(best, "taken back", without)];
        best.State.TakeBack();
        _best = best.Loss;
        seen.Renew();
        seen.IsMended = true;
        return [.. best.Words.SkipLast(1), Ended(best with { Words = [best.Words[^1]] }, "kept", without)];
    }

    private static string Ended(ProposalList.Proposal it, string how, RehearsedLoss without) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join("; ", it.Words)}: {how}, since {RehearsalSteps} steps of training lead from a loss of {it.Loss.Before:g3} "
                + $"to {it.Loss.After:g3} with it and from {without.Before:g3} to {without.After:g3} without"
        );

    private SetupUndo Remember() => new(seen.Table, seen.InputStandard.Remember(), seen.OutputStandard.Remember());

    private RehearsedLoss Rehearse()
    {
        _start!.NoteKept();
        var all = seen.Further(RehearsedBatches);
        var isOnly = all.Count < HeldBackEvery;
        return rehearsal.Run(
            isOnly ? all : [.. all.Where((_, i) => i % HeldBackEvery != HeldBackEvery - 1)],
            isOnly ? all : [.. all.Where((_, i) => i % HeldBackEvery == HeldBackEvery - 1)]
        );
    }
}
