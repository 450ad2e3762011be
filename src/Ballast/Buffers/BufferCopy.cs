using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A copy of the model's buffers as they were after the last step that was taken. A poisoned batch reaches the running
/// statistics of batch norm in the forward pass, before any gradient: refusing the step alone would not undo it. And a batch of one row
/// poisons them alone, while loss and gradients are finite: so they are looked at too. What was not finite at the beginning, such as a mask
/// of minus infinities, is meant to be so.
/// </summary>
internal sealed unsafe class BufferCopy : IDisposable
{
    private const string Mean = "running_mean",
        Variance = "running_var"; // PyTorch's names
    private readonly Entry[] _entries;
    private readonly RunningStatistics _statistics;

    public BufferCopy(nn.Module model)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _entries =
        [
            .. model
                .named_buffers()
                .Select(pair => new Entry(pair.name, pair.buffer, pair.buffer.detach().clone().DetachFromDisposeScope())),
        ];
        Floating = [.. _entries.Where(entry => entry.IsFloating).Select(entry => entry.Live)];
        _statistics = new([.. Pairs()]);
        Renew();
    }

    /// <summary>The buffers of floating-point numbers.</summary>
    public Tensor[] Floating { get; }

    /// <summary>Their names, in the same order.</summary>
    public IEnumerable<string> FloatingNames => _entries.Where(entry => entry.IsFloating).Select(entry => entry.Name);

    /// <summary>Whether a buffer is the running mean or variance of a normalisation layer, by its full name.</summary>
    public static bool IsStatistic(string name) =>
        name.EndsWith(Mean, StringComparison.Ordinal) || name.EndsWith(Variance, StringComparison.Ordinal);

    /// <summary>Names of buffers that hold NaN already.</summary>
    public IEnumerable<string> Broken()
    {
        foreach (var entry in _entries)
            if (entry is { IsFloating: true, WasFinite: false } && HasNaN(entry.Live))
                yield return entry.Name;
    }

    /// <summary>
    /// The first buffer that was finite and is not any more; null as a rule. Reads them once where they are in host memory.
    /// </summary>
    public BufferFault? Look()
    {
        BufferFault? fault = null;
        foreach (var entry in _entries)
        {
            if (!entry.IsFloating)
                continue;
            var (nonFinite, isNaN) = Measure(entry.Live);
            entry.IsFinite = nonFinite == 0;
            if (entry.WasFinite && nonFinite > 0)
                fault ??= new(entry.Name, nonFinite, entry.Live.numel(), isNaN);
        }

        return fault;
    }

    /// <summary>The same by norms in the order of <see cref="Floating"/> that were measured elsewhere.</summary>
    public BufferFault? Look(ReadOnlySpan<double> norms)
    {
        BufferFault? fault = null;
        var at = 0;
        foreach (var entry in _entries)
        {
            if (!entry.IsFloating)
                continue;
            var norm = norms[at++];
            entry.IsFinite = double.IsFinite(norm);
            if (entry.WasFinite && !entry.IsFinite)
                fault ??= new(entry.Name, 0, entry.Live.numel(), double.IsNaN(norm));
        }

        return fault;
    }

    /// <summary>Looks and takes, after someone else changed them.</summary>
    public void Renew()
    {
        Look();
        Take();
    }

    /// <summary>Puts back running statistics that went further than a batch takes them, and says so; null as a rule.</summary>
    public string? Mend() => _statistics.Mend();

    /// <summary>Takes them as they were looked at last.</summary>
    public void Take()
    {
        foreach (var entry in _entries)
        {
            entry.WasFinite = entry.IsFinite;
            Move(entry.Live, entry.Copy);
        }
    }

    public void Restore()
    {
        foreach (var entry in _entries)
            Move(entry.Copy, entry.Live);
    }

    public void Dispose()
    {
        foreach (var entry in _entries)
            entry.Copy.Dispose();
    }

    private IEnumerable<RunningStatistics.Pair> Pairs()
    {
        foreach (var mean in _entries.Where(entry => entry.Name.EndsWith(Mean, StringComparison.Ordinal) && IsPlain(entry.Live)))
        {
            var layer = mean.Name[..^Mean.Length];
            if (Array.Find(_entries, entry => entry.Name == layer + Variance && IsPlain(entry.Live)) is { } variance)
                yield return new(layer.TrimEnd('.'), mean.Live, mean.Copy, variance.Live, variance.Copy);
        }
    }

    private static void Move(Tensor from, Tensor to)
    {
        if (IsPlain(from) && IsPlain(to) && from.dtype == to.dtype && from.numel() == to.numel())
        {
            var bytes = from.numel() * from.ElementSize;
            Buffer.MemoryCopy(NativeTensor.Data(from.Handle), NativeTensor.Data(to.Handle), bytes, bytes);
            return;
        }

        using var off = no_grad();
        to.copy_(from);
    }

    private static (long NonFinite, bool IsNaN) Measure(Tensor buffer)
    {
        if (!IsPlain(buffer) || buffer.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            return (LibtorchMeter.CountNonFinite(buffer.detach()), HasNaN(buffer));
        var at = NativeTensor.Data(buffer.Handle);
        long nonFinite = 0;
        var special = 0.0;
        for (long start = 0, count = buffer.numel(); start < count; start += int.MaxValue)
        {
            var length = (int)Math.Min(int.MaxValue, count - start);
            var sums =
                buffer.dtype == ScalarType.Float32
                    ? GradientKernel.Measure((float*)at + start, length)
                    : GradientKernel.Measure((double*)at + start, length);
            if (sums.NonFinite > 0)
                (nonFinite, special) = (nonFinite + sums.NonFinite, special + sums.Squares);
        }

        return (nonFinite, double.IsNaN(special));
    }

    private static bool HasNaN(Tensor buffer)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return buffer.detach().isnan().any().cpu().item<bool>();
    }

    private static bool IsPlain(Tensor tensor) =>
        NativeTensor.DeviceType(tensor.Handle) == (int)DeviceType.CPU
        && !NativeTensor.IsSparse(tensor.Handle)
        && NativeTensor.IsContiguous(tensor.Handle);

    private sealed class Entry(string name, Tensor live, Tensor copy)
    {
        public string Name => name;
        public Tensor Live => live;
        public Tensor Copy => copy;
        public bool IsFloating { get; } = live.is_floating_point();
        public bool WasFinite { get; set; } = true;
        public bool IsFinite { get; set; } = true;
    }
}
