using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Looks at a model before its first step, by passes of its own over a few batches, and repairs it where it explodes already.</summary>
internal sealed class Preparer(nn.Module model, ParameterTable table, InputStandard standard)
{
    /// <summary>Probes by the given losses, each of one batch, and repairs where <paramref name="mayRepair"/>.</summary>
    public Preparation Run(IReadOnlyList<Func<Tensor>> losses, bool mayRepair)
    {
        var course = new SetupCourse(losses.Count, mayRepair, standard.Insert);
        var (best, least) = (losses[0], double.PositiveInfinity);   // the batch to repair by: of smallest finite loss
        Probe? first = null, latest = null;
        using var listener = new Listener(model);
        while (!course.Ended)
        {
            var looking = course.State.Stage == CourseStage.Looking;
            var loss = looking ? losses[course.State.Seen] : best;
            var (probe, swept) = Pass(listener, loss, course.Sweeps);
            (first, latest) = (first ?? probe, probe);
            if (looking && probe.Loss < least) (best, least) = (loss, probe.Loss);
            course.Learn(probe, swept);
        }

        table.CountCalls(first!);
        var moved = mayRepair ? BringOutputs(listener, latest!, losses) : null;
        return new(course.Trouble, moved is null ? course.Said : [.. course.Said, moved]);
    }

    // every batch must pull, or it is the data
    private string? BringOutputs(Listener listener, Probe latest, IReadOnlyList<Func<Tensor>> losses)
    {
        if (!FarOutput.IsSuspected(latest)) return null;
        if (!losses.All(loss => FarOutput.IsSuspected(Pass(listener, loss, []).Probe))) return null;
        return new FarOutput(model, latest.Order[^1]).Move(losses[0]);
    }

    // leaves the model as it was, but for what it sweeps
    private (Probe Probe, int Swept) Pass(Listener listener, Func<Tensor> loss, IReadOnlyList<string> sweep)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        (listener.Swept, var value) = (sweep, 0.0);
        listener.Forget();
        using (var computed = loss())
        {
            value = LossValue.Read(computed);
            if (double.IsFinite(value)) computed.backward();
        }

        var probe = listener.Read(value);
        return (probe, listener.Sweep());
    }
}
