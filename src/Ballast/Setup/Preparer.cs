using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Looks at a model before its first step, by passes of its own over a few batches, and repairs it where it explodes already.</summary>
internal sealed class Preparer(nn.Module model, ParameterTable table, InputStandard standard, OutputStandard outputs, IReadOnlyList<Func<Tensor>> losses)
{
    private readonly BatchLosses _batches = new(model, losses);
    private Func<Tensor> _best = losses[0];                // the batch to repair by: of smallest finite loss
    private double _least = double.PositiveInfinity;

    /// <summary>Probes, each batch as often as needed, and repairs where <paramref name="mayRepair"/>.</summary>
    public Preparation Run(bool mayRepair)
    {
        using var listener = new Listener(model, standard.MayDiffer);
        var (first, _) = Pass(listener, losses[0], []);
        table.CountCalls(first);
        if (first.MayPull) first = WithHeads(listener, first);
        var gates = GateScale.Find(model);
        var course = new SetupCourse(losses.Count, mayRepair, standard.Insert);
        if (gates.Count == 0) course.Learn(first, 0);
        if (gates.Count == 0 && course.Ended && !IsFarOff(first, repaired: false)) return new("", []);   // the usual case: one pass
        if (mayRepair) return Repair(listener, course, gates, first);
        Follow(listener, course);
        return new(Words(gates, course), []);
    }

    private Preparation Repair(Listener listener, SetupCourse course, IReadOnlyList<GateScale> gates, Probe first)
    {
        var before = _batches.Middle();
        using var undo = new SetupUndo(table, standard.Remember(), outputs.Remember());
        List<string> done = [.. gates.Select(gate => gate.Mend())];
        var last = Follow(listener, course) ?? first;
        done.AddRange(course.Said);
        if (course.State.Round > 0 && new WeightEase(model, _batches).Run() is { } eased) done.Add(eased);
        if (IsFarOff(last, repaired: course.Said.Count > 0) && BringNear(listener, last) is { } near) done.AddRange(near);
        if (done.Count > 0 && undo.Judge(before, _batches.Middle()) is { } taken) done.Add(taken);
        return new(Words(gates, course), done);
    }

    private static string Words(IReadOnlyList<GateScale> gates, SetupCourse course) =>
        string.Join("; ", [.. gates.Select(gate => gate.Words), .. course.Trouble.Length > 0 ? [course.Trouble] : Array.Empty<string>()]);

    private Probe? Follow(Listener listener, SetupCourse course)
    {
        Probe? last = null;
        while (!course.Ended)
        {
            var looking = course.State.Stage == CourseStage.Looking;
            var loss = looking ? losses[course.State.Seen] : _best;
            (last, var swept) = Pass(listener, loss, course.Sweeps);
            if (looking && last.Loss < _least) (_best, _least) = (loss, last.Loss);
            course.Learn(last, swept);
        }

        return last;
    }

    // what no module shows: the loss pulls far, or there is no module to show anything, or repair was not enough
    private static bool IsFarOff(Probe probe, bool repaired) =>
        FarOutput.IsSuspected(probe) || (!repaired && WeightShrink.IsSuspected(probe)) || probe.Order.Count == 0 || Trouble.Of(probe).Kind != TroubleKind.None;

    private List<string>? BringNear(Listener listener, Probe probe)
    {
        if (probe.Order.Count == 0 || Trouble.Of(probe).Kind != TroubleKind.None) return Shrink();
        Probe[] all = [.. losses.Select(loss => Pass(listener, loss, []).Probe)];   // one batch that is as usual: it is the data
        if (all.All(FarOutput.IsSuspected)) return MoveFar(probe) ?? Shift(probe) ?? Shrink();
        return all.All(WeightShrink.IsSuspected) ? Shrink() : null;
    }

    private List<string>? Shrink() => new WeightShrink(model, _batches).Run() is { } done ? [done] : null;

    private List<string>? Shift(Probe probe) => new OutputShift(model, [.. probe.Pulls.Keys]).Run(_best) is { } done ? [done] : null;

    private List<string>? MoveFar(Probe probe)
    {
        List<string> said = [];
        List<FarOutput> moved = [];
        foreach (var (head, _) in probe.Pulls.Where(pull => pull.Value > FarOutput.Steep || FarOutput.IsExcess(probe)).OrderByDescending(pull => pull.Value))
        {
            var far = new FarOutput(model, head);
            if (far.Move(_best) is not { } words) continue;
            said.Add(words);
            moved.Add(far);
        }

        if (moved.Count > 0 && new OutputBalance(model, outputs).Run([.. probe.Pulls.Keys], moved, _best) is { } balanced) said.Add(balanced);
        return said.Count > 0 ? said : null;
    }

    private Probe WithHeads(Listener listener, Probe first)
    {
        listener.Heads = Heads.Of(model, first.Chain, () => losses[0]().Dispose());
        return Pass(listener, losses[0], []).Probe;
    }

    private double Slope(double loss)
    {
        using var off = no_grad();
        Tensor[] slopes = [.. table.Parameters.Where(p => p.ndim >= 2 && p.grad is not null).Select(p => p.mul(p.grad!).sum().to(ScalarType.Float64))];
        return slopes.Length == 0 ? double.NaN : stack(slopes).sum().cpu().item<double>() / loss;
    }

    // leaves the model as it was, but for what it sweeps
    private (Probe Probe, int Swept) Pass(Listener listener, Func<Tensor> loss, IReadOnlyList<string> sweep)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        listener.Forget();
        listener.Swept = sweep;
        using var computed = loss();
        var value = LossValue.Read(computed);
        if (double.IsFinite(value)) computed.backward();
        return (listener.Read(value, Slope(value)), listener.Sweep());
    }
}
