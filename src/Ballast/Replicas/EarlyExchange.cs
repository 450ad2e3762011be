using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Sends the gradients of the layers that the backward pass is through with while it computes the others. It learns of them by taps on
/// the inputs of layers, which may be wrong: weights are used elsewhere, too, or in an order of their own. So a gradient that was sent is
/// taken away from its parameter; where autograd adds another to it, that one is seen afterwards, and all ranks sum up anew. What comes of
/// it is the same as without, and so are the bits as far as the collective's are.
/// </summary>
/// <remarks>
/// Every rank begins the same stretches in the same order, each as soon as it has it, and what is left with the step. The stretches are
/// the same in every step, also where nothing was early, so a training that is resumed rounds as the one that was not.
/// </remarks>
internal sealed unsafe class EarlyExchange : IDisposable
{
    private const int Stretches = 8, // about so many, of a size that is worth a message
        Least = 1 << 16,
        Most = 1 << 20;
    private readonly ICollective _world;
    private readonly ParameterTable _table;
    private readonly List<Action> _removals = [];
    private readonly int[] _order;
    private readonly int[] _uses; // of each parameter, in forward passes that the backward pass has not come back through
    private readonly bool[] _came; // whether it has through any
    private readonly bool[] _late; // was added to once after it was sent
    private readonly bool[] _sent;
    private readonly Tensor?[] _taken; // the gradients of those that were sent
    private readonly List<(IPendingSum Sum, Tensor Values)> _pending = [];
    private int[][] _stretches = [];
    private double _rows,
        _allRows; // of the step before: this one's, as a rule
    private int _next;
    private bool _sends, // whether this step's gradients go early: the same on all ranks
        _runs,
        _fresh, // whether this step has memory of its own
        _anew;
    private Exception? _fault; // of a call that must not throw

    public EarlyExchange(ICollective world, nn.Module model, ParameterTable table)
    {
        (_world, _table) = (world, table);
        var count = table.Parameters.Length;
        (_uses, _came, _late) = (new int[count], new bool[count], new bool[count]);
        (_sent, _taken) = (new bool[count], new Tensor?[count]);
        var layers = WeightedModule.Of(model);
        _order = [.. layers.Reverse().SelectMany(table.Of).Distinct()]; // about as the backward pass comes through
        _order = [.. _order, .. Enumerable.Range(0, count).Except(_order)];
        Buckets = new(table, _order);
        foreach (var layer in layers)
        {
            var own = table.Of(layer);
            var hook = layer.Module.register_forward_pre_hook((_, input) => Pass(own, input));
            _removals.Add(hook.remove);
        }
    }

    /// <summary>Where the gradients are added up.</summary>
    public GradientBuckets Buckets { get; }

    /// <summary>The last backward pass of a step begins.</summary>
    /// <param name="rows">How much this rank counts in the step.</param>
    public void Begin(double rows)
    {
        if (!_sends)
            return;
        _anew |= _next > 0; // there was another before it
        _runs = !_anew;
        _rows = rows;
        Renew();
    }

    /// <summary>It is over: every parameter has its gradient again.</summary>
    public void End()
    {
        _runs = false;
        Array.Clear(_uses);
        Array.Clear(_came);
        using var off = no_grad();
        for (var i = 0; i < _sent.Length; i++)
        {
            if (!_sent[i])
                continue;
            _sent[i] = false;
            using var later = _table.Parameters[i].grad;
            if (later is not null)
                _anew = _late[i] = true;
            if (_taken[i] is not { } own)
                continue;
            if (later is not null)
                own.Add(later);
            _table.Parameters[i].grad = own;
            own.Dispose();
            _taken[i] = null;
        }
    }

    /// <summary>Begins what was not. The table was refreshed.</summary>
    /// <param name="rows">How much this rank counts.</param>
    /// <returns>Whether what was sent is not what there is.</returns>
    public bool Finish(double rows)
    {
        if (_fault is { } fault)
            throw new InvalidOperationException("Gradients could not be sent in the backward pass.", fault);
        if (!_sends)
            return false;
        if (_next == 0)
            _rows = rows;
        Renew();
        var anew = _anew || _rows != rows;
        while (_next < _stretches.Length)
            Start(i => _table.Gradients[i]);
        return anew;
    }

    /// <summary>Returns once nothing is under way.</summary>
    public void Wait()
    {
        foreach (var (sum, values) in _pending)
        {
            sum.Wait();
            values.Dispose();
        }

        _pending.Clear();
    }

    /// <summary>Whether what was sent is what was to be added up; then it is.</summary>
    public bool Take(RankFacts facts, bool[] present)
    {
        if (!_sends || facts.IsAnew || facts.IsElsewhere || !Buckets.IsFor(present))
            return false;
        if (facts.AllRows != _allRows)
            foreach (var flat in Buckets.Flat)
                flat.Scale(_allRows / facts.AllRows);
        return true;
    }

    /// <summary>The sum of what is packed, by the same stretches.</summary>
    public void Sum()
    {
        _stretches = [.. Cut()];
        for (_next = 0; _next < _stretches.Length; _next++)
            Send();
        Wait();
    }

    /// <summary>What the next step goes by.</summary>
    public void Learn(RankFacts facts)
    {
        (_next, _anew, _fresh, _allRows) = (0, false, false, facts.AllRows);
        _sends = Buckets.IsOne && !facts.IsElsewhere;
    }

    public void Dispose()
    {
        foreach (var remove in _removals)
            remove();
        _removals.Clear();
        if (_pending.Count == 0) // what is under way writes there
            Buckets.Dispose();
    }

    private Tensor Pass(int[] own, Tensor input)
    {
        if (!_sends || !is_grad_enabled() || !input.requires_grad)
            return input;
        foreach (var i in own)
            _uses[i]++;
        return BackwardTap.apply(input, (Action)(() => Come(own)));
    }

    private void Come(int[] own)
    {
#pragma warning disable CA1031 // an exception that leaves this ends the process: the step throws it instead
        try
        {
            foreach (var i in own)
                (_uses[i], _came[i]) = (_uses[i] - 1, true);
            while (_runs && _next < _stretches.Length && Array.TrueForAll(_stretches[_next], IsComplete))
                StartEarly();
            foreach (var (sum, _) in _pending)
                if (!sum.Poll())
                    break;
        }
        catch (Exception fault)
        {
            (_runs, _fault) = (false, fault);
        }
#pragma warning restore CA1031
    }

    private bool IsComplete(int i) => _uses[i] == 0 && _came[i] && !_late[i] && IsPlain(i);

    private bool IsPlain(int i)
    {
        var gradient = NativeTensor.Grad(_table.Parameters[i].Handle);
        var plain = gradient == 0 || ParameterTable.IsPlain(gradient, _table.Types[i]);
        if (gradient != 0)
            NativeTensor.Release(gradient);
        return plain;
    }

    private void StartEarly()
    {
        var members = _stretches[_next];
        foreach (var i in members)
        {
            var parameter = _table.Parameters[i];
            (_sent[i], _taken[i]) = (true, parameter.grad?.DetachFromDisposeScope());
            parameter.grad = null;
        }

        Start(i => _taken[i] is { } own ? NativeTensor.Data(own.Handle) : null);
    }

    private void Start(GradientOf of)
    {
        foreach (var i in _stretches[_next])
            Buckets.PackOne(i, of(i), _rows / _allRows);
        Send();
        _next++;
    }

    private void Send()
    {
        var members = _stretches[_next];
        var values = Buckets.Stretch(members[0], members[^1]);
        _pending.Add((_world.Begin(values), values));
    }

    private void Renew()
    {
        if (!_fresh)
            Buckets.Swap();
        _fresh = true;
    }

    private IEnumerable<int[]> Cut()
    {
        var places = _order.Where(Buckets.Has).ToArray();
        var size = Math.Clamp(places.Sum(i => _table.Infos[i].Count) / Stretches, Least, Most);
        var (start, count) = (0, 0L);
        for (var i = 0; i < places.Length; i++)
        {
            count += _table.Infos[places[i]].Count;
            if (count < size && i < places.Length - 1)
                continue;
            yield return places[start..(i + 1)];
            (start, count) = (i + 1, 0);
        }
    }

    private delegate void* GradientOf(int index);
}
