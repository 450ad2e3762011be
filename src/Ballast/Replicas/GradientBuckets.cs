using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The gradients of all parameters one behind the other in host memory, as ranks add them up: one stretch of float32, which 16-bit
/// gradients are widened to, and one of float64. Gradients in host memory lie there from the first step on; those of 16 bits and of other
/// devices are copied there and back.
/// </summary>
/// <param name="table">Whose they are.</param>
/// <param name="order">In which order they lie there.</param>
internal sealed unsafe class GradientBuckets(ParameterTable table, int[] order) : KernelJob, IDisposable
{
    private readonly long[] _offsets = new long[table.Parameters.Length]; // -1 where no rank has a gradient
    private bool[] _present = [];
    private Tensor? _single,
        _double,
        _spare; // where the gradients of the step before may still be seen
    private double _scale;
    private bool _packs;

    /// <summary>What is added up, at most two tensors.</summary>
    public IEnumerable<Tensor> Flat
    {
        get
        {
            if (_single is not null)
                yield return _single;
            if (_double is not null)
                yield return _double;
        }
    }

    /// <summary>Makes room for the gradients that any rank has: the same ones as a rule.</summary>
    public void Arrange(bool[] present)
    {
        if (IsFor(present))
            return;
        Dispose();
        _present = [.. present];
        long single = 0,
            wide = 0;
        foreach (var i in order)
        {
            var isDouble = IsDouble(i);
            _offsets[i] =
                !present[i] ? -1
                : isDouble ? wide
                : single;
            if (!present[i])
                continue;
            if (isDouble)
                wide += table.Infos[i].Count;
            else
                single += table.Infos[i].Count;
        }

        _single = single > 0 ? zeros(single, ScalarType.Float32).DetachFromDisposeScope() : null;
        _double = wide > 0 ? zeros(wide, ScalarType.Float64).DetachFromDisposeScope() : null;
    }

    /// <summary>Whether there is room for just these.</summary>
    public bool IsFor(bool[] present) => present.AsSpan().SequenceEqual(_present);

    /// <summary>
    /// Copies the gradients here, multiplied; zeros where this rank has none, and for a factor of 0, whatever they are.
    /// </summary>
    public void Pack(double scale)
    {
        (_packs, _scale) = (true, scale);
        if (table.OnHost)
        {
            RunAll(table.Plan.Blocks);
            return;
        }

        PackElsewhere(scale);
    }

    /// <summary>
    /// Hands the sums to the parameters, also where this rank had no gradient. In host memory each gradient is a view of its place here
    /// from then on: the next backward pass adds to it there, and nothing is copied again.
    /// </summary>
    public void Unpack()
    {
        _packs = false;
        using var off = no_grad();
        for (var i = 0; i < _offsets.Length; i++)
        {
            if (_offsets[i] < 0)
                continue;
            if (table.OnHost && table.Types[i] != ScalarType.BFloat16)
            {
                if (table.Gradients[i] == Place(i))
                    continue;
                using var scope = NewDisposeScope();
                table.Parameters[i].grad = Slice(i);
            }
            else if (!table.HasGradient(i))
            {
                using var scope = NewDisposeScope();
                table.Parameters[i].grad = zeros_like(table.Parameters[i]);
            }
        }

        table.Refresh();
        if (table.OnHost)
            RunAll(table.Plan.Blocks);
        else
            UnpackElsewhere();
    }

    /// <summary>Whether a parameter has a place here.</summary>
    public bool Has(int index) => _offsets[index] >= 0;

    /// <summary>Whether all of them are in one tensor, so that those of some parameters are a stretch of it.</summary>
    public bool IsOne => (_single is null) != (_double is null);

    /// <summary>Other memory from here on: the gradients of the step before lie where the last were added up.</summary>
    public void Swap()
    {
        var flat = _single ?? _double!;
        _spare ??= zeros_like(flat).DetachFromDisposeScope();
        if (_single is not null)
            (_single, _spare) = (_spare, _single);
        else
            (_double, _spare) = (_spare, _double);
    }

    /// <summary>The same as <see cref="Pack"/> for one parameter, whose gradient lies elsewhere; null where there is none.</summary>
    public void PackOne(int index, void* gradient, double scale)
    {
        (_packs, _scale) = (true, scale);
        const int most = 1 << 20;
        for (var at = 0L; at < table.Infos[index].Count; at += most)
            Move(index, gradient, at, (int)Math.Min(most, table.Infos[index].Count - at));
    }

    /// <summary>The memory of parameters that lie one behind the other; the caller disposes of it.</summary>
    public Tensor Stretch(int first, int last) =>
        (_single ?? _double!)
            .narrow(0, _offsets[first], _offsets[last] + table.Infos[last].Count - _offsets[first])
            .DetachFromDisposeScope();

    public void Dispose()
    {
        _single?.Dispose();
        _double?.Dispose();
        _spare?.Dispose();
        (_single, _double, _spare) = (null, null, null);
    }

    protected override void Run(int block)
    {
        var (first, end) = table.Plan.ChunksOf(block);
        for (var i = first; i < end; i++)
        {
            var chunk = table.Plan.Chunks[i];
            if (_offsets[chunk.Tensor] >= 0)
                Move(chunk.Tensor, table.Gradients[chunk.Tensor], chunk.Start, chunk.Length);
        }
    }

    private void Move(int index, void* gradient, long start, int length)
    {
        var flat = Place(index);
        switch (table.Types[index])
        {
            case ScalarType.Float64:
                Move((double*)gradient + start, (double*)flat + start, length, gradient is null);
                break;
            case ScalarType.Float32:
                Move((float*)gradient + start, (float*)flat + start, length, gradient is null);
                break;
            default:
                Widened((BFloat16*)gradient + start, (float*)flat + start, length, gradient is null);
                break;
        }
    }

    private void Move<T>(T* gradient, T* flat, int count, bool isAbsent)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        if (!_packs)
            return; // it is a view
        if (isAbsent || _scale == 0)
            new Span<T>(flat, count).Clear();
        else if (_scale != 1)
            Scaled(gradient, flat, count, T.CreateTruncating(_scale));
        else if (gradient != flat)
            new ReadOnlySpan<T>(gradient, count).CopyTo(new(flat, count));
    }

    private static void Scaled<T>(T* from, T* to, int count, T scale)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var factor = new System.Numerics.Vector<T>(scale);
        var i = 0;
        for (; i <= count - System.Numerics.Vector<T>.Count; i += System.Numerics.Vector<T>.Count)
            System.Numerics.Vector.Store(System.Numerics.Vector.Load(from + i) * factor, to + i);
        for (; i < count; i++)
            to[i] = from[i] * scale;
    }

    private void Widened(BFloat16* gradient, float* flat, int count, bool isAbsent)
    {
        if (!_packs)
        {
            BFloat16.Narrow(flat, gradient, count);
            return;
        }

        if (isAbsent || _scale == 0)
        {
            new Span<float>(flat, count).Clear();
            return;
        }

        BFloat16.Widen(gradient, flat, count);
        if (_scale != 1)
            Scaled(flat, flat, count, (float)_scale);
    }

    // wherever the gradients are: joined there, and one transfer for each of the two types
    private void PackElsewhere(double scale)
    {
        using var off = no_grad();
        foreach (var flat in Flat)
        {
            using var scope = NewDisposeScope();
            int[] members = [.. Members(flat)];
            var device = table.Parameters[members[0]].device;
            Tensor[] parts =
            [
                .. members.Select(i =>
                    scale != 0 && table.Parameters[i].grad is { } gradient
                        ? gradient.detach().to(flat.dtype, device).flatten()
                        : zeros(table.Infos[i].Count, flat.dtype, device)
                ),
            ];
            flat.copy_(cat(parts)).Scale(scale == 0 ? 1 : scale);
        }
    }

    private void UnpackElsewhere()
    {
        using var off = no_grad();
        foreach (var flat in Flat)
        {
            using var scope = NewDisposeScope();
            int[] members = [.. Members(flat)];
            var there = flat.to(table.Parameters[members[0]].device);
            foreach (var i in members)
                table.Parameters[i].grad!.copy_(there.narrow(0, _offsets[i], table.Infos[i].Count).view(table.Parameters[i].shape));
        }
    }

    // as they lie there
    private IEnumerable<int> Members(Tensor flat) => order.Where(i => _offsets[i] >= 0 && IsDouble(i) == ReferenceEquals(flat, _double));

    private Tensor Slice(int index) =>
        (IsDouble(index) ? _double! : _single!).narrow(0, _offsets[index], table.Infos[index].Count).view(table.Parameters[index].shape);

    private void* Place(int index)
    {
        var flat = IsDouble(index) ? _double! : _single!;
        return (byte*)NativeTensor.Data(flat.Handle) + (_offsets[index] * flat.ElementSize);
    }

    private bool IsDouble(int index) => table.Parameters[index].dtype == ScalarType.Float64;
}
