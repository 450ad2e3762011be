using System.Globalization;

namespace Ballast;

/// <summary>
/// Repairs a model before its first step. Remedies are asked in one order, what is most fundamental first; each that suspects something
/// proposes a change, and it is kept only if a short training with it ends at a smaller loss on batches held back than one without. Else it
/// is taken back, to the bit.
/// </summary>
internal sealed class Preparer(Examination seen, Rehearsal rehearsal)
{
    private const int Rehearsed = 12,
        HeldBack = 4; // every fourth
    private SetupUndo? _start; // the weights before anything was changed
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

    /// <summary>Looks, and repairs where <paramref name="mayRepair"/>.</summary>
    public Preparation Run(bool mayRepair)
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

        _start?.NoteKept();
        _start?.Dispose();
        return new(string.Join("; ", trouble), done);
    }

    // null if nothing was proposed
    private List<string>? Try(IRemedy remedy)
    {
        _start ??= new(seen.Table);
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
        if (!best.Loss.IsBetterThan(_best!.Value))
            return [Refusal(best, _best.Value)];
        best.State.TakeBack();
        _best = best.Loss;
        seen.Renew();
        seen.IsMended = true;
        return [.. best.Words];
    }

    private static string Refusal(ProposalList.Proposal it, RehearsedLoss without) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join("; ", it.Words)}: taken back, since {Rehearsal.Steps} steps of training lead from a loss of {it.Loss.Before:g3} "
                + $"to {it.Loss.After:g3} with it and from {without.Before:g3} to {without.After:g3} without"
        );

    private SetupUndo Remember() => new(seen.Table, seen.Inputs.Remember(), seen.Outputs.Remember());

    private RehearsedLoss Rehearse()
    {
        _start!.NoteKept();
        var all = seen.Further(Rehearsed);
        var isOnly = all.Count < HeldBack;
        return rehearsal.Run(
            isOnly ? all : [.. all.Where((_, i) => i % HeldBack != HeldBack - 1)],
            isOnly ? all : [.. all.Where((_, i) => i % HeldBack == HeldBack - 1)]
        );
    }
}
