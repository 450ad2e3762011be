using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Looks at a model before its first step, by passes of its own over a few batches, and repairs it where it explodes already.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="table">Its parameters.</param>
/// <param name="standard">What may stand in front of it.</param>
/// <param name="outputs">What may stand behind its heads.</param>
/// <param name="losses">The losses of a few batches; more are added where each has only a few rows.</param>
/// <param name="more">Further ones.</param>
/// <param name="optimizer">What will train it.</param>
internal sealed class Preparer(
    nn.Module model,
    ParameterTable table,
    InputStandard standard,
    OutputStandard outputs,
    List<Func<Tensor>> losses,
    IEnumerator<Func<Tensor>> more,
    optim.Optimizer optimizer
)
{
    private const int EnoughRows = 16; // a mean of so many is off by a quarter of their spread
    private readonly BatchLosses _batches = new(model, losses);
    private int _best; // the batch to repair by: of smallest finite loss
    private double _least = double.PositiveInfinity;
    private bool _hasFewRows;

    /// <summary>Probes, each batch as often as needed, and repairs where <paramref name="mayRepair"/>.</summary>
    public Preparation Run(bool mayRepair)
    {
        using var listener = new Listener(model, standard.MayDiffer);
        var (first, _) = Pass(listener, losses[0], []);
        CallCount.Note(table, first);
        if (first.MayPull)
            first = WithHeads(listener, first);
        var gates = GateScale.Find(model);
        GatherRows(Math.Min(first.Rows, first.Input?.Rows ?? long.MaxValue));
        var course = new SetupCourse(losses.Count, mayRepair, standard.Insert);
        if (gates.Count == 0)
            course.Learn(first, 0);
        if (gates.Count == 0 && course.Ended && !IsFarOff(listener, first, repaired: false))
            return new("", []); // the usual case: one pass
        if (mayRepair)
            return Repair(listener, course, gates, first);
        Follow(listener, course);
        return new(Words(gates, course), []);
    }

    private Preparation Repair(Listener listener, SetupCourse course, IReadOnlyList<GateScale> gates, Probe first)
    {
        var before = _batches.Each();
        using var undo = new SetupUndo(table, standard.Remember(), outputs.Remember());
        List<string> done = [.. gates.Select(gate => gate.Mend())];
        var last = Follow(listener, course) ?? first;
        if (
            gates.Count == 0
            && course.Said.Count == 1
            && standard.Inserted is { HasHeavyTail: false } scale
            && IsFineUnscaled(listener, scale, undo)
        )
            return new("", []);
        done.AddRange(course.Said);
        if (course.State.Round > 0 && new WeightEase(model, _batches).Run() is { } eased)
            done.Add(eased);
        if (IsFarOff(listener, last, repaired: course.Said.Count > 0) && BringNear(listener, last) is { } near)
            done.AddRange(near);
        if (standard.Inserted is not null && KeepPace(listener) is { } paced)
            done.Add(paced);
        if (done.Count > 0 && undo.Judge(HeldBack(before), HeldBack(_batches.Each())) is { } taken)
            done.Add(taken);
        return new(Words(gates, course), done);
    }

    // by batches that no repair was found by, as far as there are any
    private double HeldBack(double[] each) => BatchLosses.Mean(each.Where((_, i) => i != _best || each.Length == 1));

    // a rate that was chosen for large inputs: nothing is in trouble, and nothing is done
    private bool IsFineUnscaled(Listener listener, InputScale scale, SetupUndo undo)
    {
        undo.TakeBack();
        if (
            losses.All(loss =>
                OwnCurvature.Suits(optimizer, OwnCurvature.Of(table.Parameters, () => Gradients(listener, loss, table.Parameters)))
            )
        )
            return true;
        standard.Insert(scale);
        return false;
    }

    private Tensor[]? Gradients(Listener listener, Func<Tensor> loss, IReadOnlyList<Parameter> parameters)
    {
        Tensor[] found = [];
        Pass(listener, loss, [], () => found = [.. parameters.Select(p => (p.grad?.clone() ?? zeros_like(p)).MoveToOuterDisposeScope())]);
        return found.Length > 0 ? found : null;
    }

    private string? KeepPace(Listener listener)
    {
        WeightedModule? fed = null;
        Pass(listener, losses[_best], [], () => fed = listener.OnlyFedByData);
        if (fed is null)
            return null;
        return new InputPace(optimizer, standard, fed).Run(
            () => Gradients(listener, losses[_best], [fed.Weight])?[0],
            () => BatchLosses.Of(losses[_best])
        );
    }

    private static string Words(IReadOnlyList<GateScale> gates, SetupCourse course) =>
        string.Join("; ", [.. gates.Select(gate => gate.Words), .. course.Trouble.Length > 0 ? [course.Trouble] : Array.Empty<string>()]);

    private Probe? Follow(Listener listener, SetupCourse course)
    {
        Probe? last = null;
        while (!course.Ended)
        {
            var looking = course.State.Stage == CourseStage.Looking;
            var batch = looking ? course.State.Seen : _best;
            (last, var swept) = Pass(listener, losses[batch], course.Sweeps);
            if (looking && last.Loss < _least)
                (_best, _least) = (batch, last.Loss);
            course.Learn(last, swept);
        }

        return last;
    }

    // what no module shows: the loss pulls far, or there is no module to show anything, or repair was not enough
    private bool IsFarOff(Listener listener, Probe probe, bool repaired) =>
        (_hasFewRows ? IsFarTogether(listener) : FarOutput.IsSuspected(probe))
        || (!repaired && WeightShrink.IsSuspected(probe))
        || probe.Order.Count == 0
        || Trouble.Of(probe).Kind != TroubleKind.None;

    private List<string>? BringNear(Listener listener, Probe probe)
    {
        if (probe.Order.Count == 0 || Trouble.Of(probe).Kind != TroubleKind.None)
            return Shrink();
        Probe[] all = [.. losses.Select(loss => Pass(listener, loss, []).Probe)]; // one batch that is as usual: it is the data
        if (_hasFewRows ? IsFarTogether(listener) : all.All(FarOutput.IsSuspected))
            return MoveFar(probe) ?? Shift(probe) ?? Shrink();
        return all.All(WeightShrink.IsSuspected) ? Shrink() : null;
    }

    // a batch of one row has no spread, and may be near by chance
    private void GatherRows(long rows)
    {
        _hasFewRows = rows < EnoughRows;
        while (_hasFewRows && losses.Count * rows < EnoughRows && more.MoveNext())
            losses.Add(more.Current);
    }

    // whether all batches as one pull far
    private bool IsFarTogether(Listener listener)
    {
        using var scope = NewDisposeScope();
        List<(double Loss, (Tensor Outputs, Tensor Errors)[] Rows)> heard = [];
        foreach (var loss in losses)
        {
            (Tensor Outputs, Tensor Errors)[] rows = [];
            var (probe, _) = Pass(listener, loss, [], () =>
                rows = [
                    .. listener.HeadRows().Select(head => (head.Outputs.MoveToOuterDisposeScope(), head.Errors.MoveToOuterDisposeScope())),
                ]
            );
            if (double.IsFinite(probe.Loss) && rows.Length > 0)
                heard.Add((probe.Loss, rows));
        }

        if (heard.Count == 0)
            return false;
        (Tensor Outputs, Tensor Errors)[] heads =
        [
            .. heard[0]
                .Rows.Select(
                    (_, i) =>
                        (cat([.. heard.Select(batch => batch.Rows[i].Outputs)]), cat([.. heard.Select(batch => batch.Rows[i].Errors)]))
                ),
        ];
        return FarOutput.IsSuspected(
            heads.SelectMany(head => HeadPull.Of(head.Errors)).Max(),
            HeadPull.Excess(heard.Average(batch => batch.Loss), heads)
        );
    }

    private List<string>? Shrink() => new WeightShrink(model, _batches).Run() is { } done ? [done] : null;

    private List<string>? Shift(Probe probe) =>
        new OutputShift(model, [.. probe.Pulls.Keys]).Run(losses[_best]) is { } done ? [done] : null;

    private List<string>? MoveFar(Probe probe)
    {
        List<string> said = [];
        List<FarOutput> moved = [];
        var each = _hasFewRows ? _batches.Each() : [];
        Func<Tensor>[] tuned = _hasFewRows ? [.. losses.Where((_, i) => double.IsFinite(each[i]))] : [losses[_best]];
        if (tuned.Length == 0)
            return null;
        foreach (
            var (head, _) in probe
                .Pulls.Where(pull => _hasFewRows || pull.Value > FarOutput.Steep || FarOutput.IsExcess(probe))
                .OrderByDescending(pull => pull.Value)
        )
        {
            var far = new FarOutput(model, head);
            if (far.Move(tuned) is not { } words)
                continue;
            said.Add(words);
            moved.Add(far);
        }

        if (moved.Count > 0 && new OutputBalance(model, outputs).Run([.. probe.Pulls.Keys], moved, losses) is { } balanced)
            said.Add(balanced);
        foreach (var far in moved)
            far.Dispose();
        return said.Count > 0 ? said : null;
    }

    private Probe WithHeads(Listener listener, Probe first)
    {
        listener.Heads = HeadSearch.Of(model, first.Chain, () => losses[0]().Dispose());
        return Pass(listener, losses[0], []).Probe;
    }

    private double Slope(double loss)
    {
        using var off = no_grad();
        Tensor[] slopes =
        [
            .. table.Parameters.Where(p => p.ndim >= 2 && p.grad is not null).Select(p => p.mul(p.grad!).sum().to(ScalarType.Float64)),
        ];
        return slopes.Length == 0 ? double.NaN : stack(slopes).sum().cpu().item<double>() / loss;
    }

    // leaves the model as it was, but for what it sweeps; the listener hears this pass and no other
    private (Probe Probe, int Swept) Pass(Listener listener, Func<Tensor> loss, IReadOnlyList<string> sweep, Action? heard = null)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        listener.Forget();
        (listener.Swept, listener.IsListening) = (sweep, true);
        using var on = enable_grad();
        using var computed = loss();
        listener.IsListening = false;
        var value = LossValue.Read(computed);
        if (double.IsFinite(value))
            computed.backward();
        heard?.Invoke();
        return (listener.Read(value, Slope(value)), listener.Sweep());
    }
}
