using TorchSharp;
using TorchSharp.Modules;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What set-up sees of a model before its first step: passes over a few batches, which leave the model as it was. Remedies suspect by it,
/// and look again after each that was kept.
/// </summary>
internal sealed class Examination : IDisposable
{
    private readonly IEnumerator<Func<Tensor>> _more;
    private readonly List<Func<Tensor>> _losses = [];
    private readonly Listener _listener;
    private readonly List<Func<Tensor>> _further = [];
    private Probe? _first;
    private bool? _isFar;

    /// <param name="model">The model.</param>
    /// <param name="table">Its parameters.</param>
    /// <param name="inputs">What may stand in front of it.</param>
    /// <param name="outputs">What may stand behind its heads.</param>
    /// <param name="optimizer">What will train it.</param>
    /// <param name="batches">The losses of batches of the training data; as many are taken as are needed.</param>
    public Examination(
        nn.Module model,
        ParameterTable table,
        InputStandard inputs,
        OutputStandard outputs,
        optim.Optimizer optimizer,
        IEnumerator<Func<Tensor>> batches
    )
    {
        (Model, Table, InputStandard, OutputStandard, Optimizer, _more) = (model, table, inputs, outputs, optimizer, batches);
        Take(_losses, ProbedBatches);
        _listener = new(model, inputs.MayDiffer);
        AllLosses = new(model, _losses);
        if (_losses.Count == 0)
            return;
        var first = First;
        CallCount.Note(table, first);
        if (first.MayPull)
        {
            _listener.Heads = HeadSearch.Of(model, first.Chain, () => _losses[0]().Dispose());
            Renew();
            first = First;
        }

        GatherRows(Math.Min(first.Rows, first.Input?.Rows ?? long.MaxValue));
    }

    public nn.Module Model { get; }

    public ParameterTable Table { get; }

    public InputStandard InputStandard { get; }

    public OutputStandard OutputStandard { get; }

    public optim.Optimizer Optimizer { get; }

    /// <summary>The batches that are looked at: 5, and more where each has only a few rows.</summary>
    public IReadOnlyList<Func<Tensor>> Losses => _losses;

    /// <summary>Their losses.</summary>
    public BatchLosses AllLosses { get; }

    /// <summary>True if one batch has too few rows for a mean or a spread.</summary>
    public bool HasFewRows { get; private set; }

    /// <summary>What the first batch shows of the model as it is.</summary>
    public Probe First => _first ??= Look(0);

    /// <summary>True if the loss pulls far at the outputs of a network that is in no other trouble.</summary>
    public bool IsFar => _isFar ??= FarHeads.AreSuspected(this);

    /// <summary>True once a remedy was kept.</summary>
    public bool IsMended { get; set; }

    /// <summary>Forgets what was seen of the model, after it was changed.</summary>
    public void Renew() => (_first, _isFar) = (null, null);

    /// <summary>The batches that are looked at and further ones, so many in all if there are as many.</summary>
    public IReadOnlyList<Func<Tensor>> Further(int count)
    {
        Take(_further, count - _losses.Count);
        return [.. _losses, .. _further];
    }

    /// <summary>What one batch shows, and how many modules were rescaled by it.</summary>
    /// <param name="batch">Its place.</param>
    /// <param name="sweep">Modules that this pass is to bring to unit output.</param>
    /// <param name="heard">Called while the listener still knows the pass.</param>
    public (Probe Probe, int Swept) Pass(int batch, IReadOnlyList<string> sweep, Action<Listener>? heard = null)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(Model);
        _listener.Forget();
        (_listener.Swept, _listener.IsListening) = (sweep, true);
        using var on = enable_grad();
        using var computed = _losses[batch]();
        _listener.IsListening = false;
        var value = LossValue.Read(computed);
        if (double.IsFinite(value))
            computed.backward();
        heard?.Invoke(_listener);
        return (_listener.Read(value, Slope(value)), _listener.Sweep());
    }

    /// <summary>The scale of a batch's inputs, by a forward pass alone; null where no module is fed by data.</summary>
    public InputScale? InputOf(int batch)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(Model);
        _listener.Forget();
        (_listener.Swept, _listener.IsListening) = ([], true);
        using var on = enable_grad(); // a pass without gradients is nobody's training, and is not heard
        _losses[batch]();
        _listener.IsListening = false;
        return _listener.Input;
    }

    /// <summary>What one batch shows.</summary>
    public Probe Look(int batch) => Pass(batch, []).Probe;

    /// <summary>True if every batch shows it, the first one first: one that is as usual means that it is the data.</summary>
    public bool All(Func<Probe, bool> shows) => shows(First) && Enumerable.Range(1, _losses.Count - 1).All(batch => shows(Look(batch)));

    /// <summary>The batch of smallest finite loss now: the one to repair by.</summary>
    public int FindBest()
    {
        var each = AllLosses.Each();
        return Array.IndexOf(each, each.Min());
    }

    /// <summary>Copies of gradients of one batch; null if there are none.</summary>
    public Tensor[]? Gradients(int batch, IReadOnlyList<Parameter> parameters)
    {
        Tensor[] found = [];
        Pass(batch, [], _ => found = [.. parameters.Select(p => (p.grad?.clone() ?? zeros_like(p)).MoveToOuterDisposeScope())]);
        return found.Length > 0 ? found : null;
    }

    /// <summary>The scale of the inputs of all batches together; null where no module is fed by data.</summary>
    public InputScale? InputsTogether()
    {
        using var scope = NewDisposeScope();
        List<(WeightedModule Module, Tensor Rows)> heard = [];
        _listener.KeepsInput = true;
        for (var batch = 0; batch < _losses.Count; batch++)
            Pass(batch, [], listener =>
            {
                if (listener.InputRows is { } rows)
                    heard.Add((rows.Module, rows.Rows.MoveToOuterDisposeScope()));
            });
        _listener.KeepsInput = false;
        return heard.Count == 0
            ? null
            : InputScale.Of(heard[0].Module, cat([.. heard.Select(batch => batch.Rows)]), InputStandard.MayDiffer);
    }

    /// <summary>
    /// Outputs and errors of every head, all batches together, and their mean loss; null where no loss is finite. In the caller's scope.
    /// </summary>
    public (double Loss, (Tensor Outputs, Tensor Errors)[] Heads)? Together()
    {
        List<(double Loss, (Tensor Outputs, Tensor Errors)[] Rows)> heard = [];
        for (var batch = 0; batch < _losses.Count; batch++)
        {
            (Tensor Outputs, Tensor Errors)[] rows = [];
            var (probe, _) = Pass(batch, [], listener =>
                rows = [
                    .. listener.HeadRows().Select(head => (head.Outputs.MoveToOuterDisposeScope(), head.Errors.MoveToOuterDisposeScope())),
                ]
            );
            if (double.IsFinite(probe.Loss) && rows.Length > 0)
                heard.Add((probe.Loss, rows));
        }

        return heard.Count == 0
            ? null
            : (
                heard.Average(batch => batch.Loss),
                [
                    .. heard[0]
                        .Rows.Select(
                            (_, i) =>
                                (
                                    cat([.. heard.Select(batch => batch.Rows[i].Outputs)]),
                                    cat([.. heard.Select(batch => batch.Rows[i].Errors)])
                                )
                        ),
                ]
            );
    }

    public void Dispose() => _listener.Dispose();

    // a batch of one row has no spread, and may be near by chance
    private void GatherRows(long rows)
    {
        HasFewRows = rows < EnoughRows;
        if (HasFewRows)
            Take(_losses, (int)((EnoughRows + rows - 1) / Math.Max(1, rows)));
    }

    private void Take(List<Func<Tensor>> into, int count)
    {
        while (into.Count < count && _more.MoveNext())
            into.Add(_more.Current);
    }

    private double Slope(double loss)
    {
        using var off = no_grad();
        Tensor[] slopes =
        [
            .. Table.Parameters.Where(p => p.ndim >= 2 && p.grad is not null).Select(p => p.mul(p.grad!).sum().to(ScalarType.Float64)),
        ];
        return slopes.Length == 0 ? double.NaN : stack(slopes).sum().cpu().item<double>() / loss;
    }
}
