using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The parameters of an optimizer in its order, and where their weights and gradients lie in memory during one step.
/// Refreshing costs about 0.2 microseconds a parameter and allocates nothing.
/// </summary>
internal sealed unsafe class ParameterTable : IDisposable
{
    private readonly nint[] _gradients; // native references held during one step
    private readonly nint _weightAddresses,
        _gradientAddresses;
    private int _without; // the most parameters without a gradient for which it was looked whether they are still the model's

    public ParameterTable(IEnumerable<Parameter> parameters, IEnumerable<(string Name, Parameter Parameter)>? named = null)
    {
        Parameters = [.. parameters];
        var names = new Dictionary<nint, string>();
        foreach (var (name, parameter) in named ?? [])
            names.TryAdd(parameter.Handle, name);
        var depth = Math.Max(1, Parameters.Count(p => p.ndim >= 2));
        Infos =
        [
            .. Parameters.Select(
                (p, i) => new ParameterInfo(names.GetValueOrDefault(p.Handle, $"parameter{i}"), p.shape) { Depth = depth }
            ),
        ];
        Plan = new([.. Infos.Select(info => info.Count)]);
        _gradients = new nint[Parameters.Length];
        _weightAddresses = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(1, Parameters.Length), (nuint)sizeof(nint));
        _gradientAddresses = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(1, Parameters.Length), (nuint)sizeof(nint));
        Types = new ScalarType[Parameters.Length];
        Limited = new long[Parameters.Length];
        Stride = [.. Infos.Select(_ => 1.0)];
        MarkOutput(LastMatrix());
    }

    public Parameter[] Parameters { get; }

    /// <summary>What is known of each; replaced where more becomes known.</summary>
    public ParameterInfo[] Infos { get; }

    public ChunkPlan Plan { get; }

    public ScalarType[] Types { get; }

    /// <summary>In how many steps a cap limited each parameter.</summary>
    public long[] Limited { get; }

    /// <summary>How much further than usual each parameter's change may go.</summary>
    public double[] Stride { get; }

    /// <summary>Addresses of the weights, valid where <see cref="OnHost"/>.</summary>
    public void** Weights => (void**)_weightAddresses;

    /// <summary>Addresses of the gradients, null where a parameter has none, valid where <see cref="OnHost"/>.</summary>
    public void** Gradients => (void**)_gradientAddresses;

    /// <summary>
    /// True if every weight and gradient is dense, contiguous CPU memory of a type that the kernels know: then they work on
    /// raw memory. Anything else takes the way through libtorch.
    /// </summary>
    public bool OnHost { get; private set; }

    /// <summary>Looks up where weights and gradients are now, and holds the gradients until <see cref="Release"/>.</summary>
    /// <exception cref="NotSupportedException">A gradient is sparse.</exception>
    public void Refresh() => Refresh(null);

    /// <summary>
    /// The same, and where gradients are absent that were there before, whether these are still the parameters of the model.
    /// </summary>
    /// <exception cref="NotSupportedException">A gradient is sparse.</exception>
    /// <exception cref="InvalidOperationException">A parameter was replaced or disposed of.</exception>
    public void Refresh(nn.Module? model)
    {
        Release();
        OnHost = true;
        var without = 0;
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (Parameters[i].IsInvalid)
                throw new ReplacedParameterException(Infos[i].Name);
            var weight = Parameters[i].Handle;
            var gradient = _gradients[i] = NativeTensor.Grad(weight);
            if (gradient == 0)
                without++;
            Weights[i] = null;
            Gradients[i] = null;
            Types[i] = (ScalarType)NativeTensor.ScalarType(weight);
            if (gradient != 0 && NativeTensor.IsSparse(gradient))
                throw new NotSupportedException(
                    $"The gradient of {Infos[i].Name} is sparse, and a guarded or fused step needs dense ones: build the "
                        + "embedding with sparse: false."
                );
            if (!IsPlain(weight, Types[i]) || (gradient != 0 && !IsPlain(gradient, Types[i])))
            {
                OnHost = false;
                continue;
            }

            Weights[i] = NativeTensor.Data(weight);
            if (gradient != 0)
                Gradients[i] = NativeTensor.Data(gradient);
        }

        if (model is null || without <= _without)
            return;
        RequireSame(model);
        _without = without;
    }

    /// <summary>
    /// Refuses a model whose parameters are others than when this was built: <c>to</c>, <c>half</c> and the like replace them, and an
    /// optimizer goes on with the old ones.
    /// </summary>
    /// <exception cref="InvalidOperationException">One was replaced or disposed of.</exception>
    public void RequireSame(nn.Module model)
    {
        for (var i = 0; i < Parameters.Length; i++)
            if (Parameters[i].IsInvalid)
                throw new ReplacedParameterException(Infos[i].Name);
        var names = Infos.Select(info => info.Name).ToHashSet();
        var handles = Parameters.Select(p => p.Handle).ToHashSet();
        foreach (var (name, parameter) in model.named_parameters())
            if (names.Contains(name) && !handles.Contains(parameter.Handle))
                throw new ReplacedParameterException(name);
    }

    /// <summary>Refuses to step an optimizer that was given more parameters than the table was made of.</summary>
    public static void RequireAll(ParameterTable table, int count)
    {
        if (count != table.Parameters.Length)
            throw new InvalidOperationException(
                $"The optimizer has {count} parameters but the guard was built over {table.Parameters.Length}: build the guard "
                    + "after the last add_param_group."
            );
    }

    public bool HasGradient(int index) => _gradients[index] != 0;

    /// <summary>
    /// True if an optimizer's tensors for one parameter, where there are any, are memory of the weight's own type that the kernels can work
    /// on.
    /// </summary>
    public bool HasPlain(int index, ReadOnlySpan<Tensor?> state)
    {
        if (Types[index] == ScalarType.BFloat16)
            return false; // kernels keep float32 state for these
        foreach (var tensor in state)
            if (tensor is not null && (tensor.IsInvalid || !IsPlain(tensor.Handle, Types[index])))
                return false;
        return true;
    }

    /// <summary>What is remembered of every parameter.</summary>
    /// <exception cref="ArgumentException">There are not as many as here.</exception>
    public ParameterState[] State
    {
        get => [.. Infos.Select((info, i) => new ParameterState(info.Calls, Limited[i], info.IsOutput, info.Kept))];
        set
        {
            if (value.Length != Infos.Length)
                throw new ArgumentException(
                    $"The state is of a model with {value.Length} parameters, but this one has {Infos.Length}: build the same model.",
                    nameof(value)
                );
            for (var i = 0; i < value.Length; i++)
                (Infos[i], Limited[i]) = (
                    Infos[i] with
                    {
                        Calls = value[i].Calls,
                        IsOutput = value[i].IsOutput,
                        Kept = value[i].Kept,
                    },
                    value[i].Limited
                );
        }
    }

    /// <summary>Which of the parameters are a module's.</summary>
    public int[] Of(WeightedModule module) =>
        [
            .. Enumerable
                .Range(0, Parameters.Length)
                .Where(i => Parameters[i].Handle == module.Weight.Handle || Parameters[i].Handle == module.Bias?.Handle),
        ];

    // of a model that nobody has looked at
    private int[] LastMatrix() =>
        Array.FindLastIndex(Infos, info => !info.IsVector) is var last and >= 0 ? [.. Enumerable.Range(last, Infos.Length - last)] : [];

    /// <summary>Notes which parameters are the output layer's.</summary>
    public void MarkOutput(int[] indices)
    {
        for (var i = 0; i < Infos.Length; i++)
            Infos[i] = Infos[i] with { IsOutput = indices.Contains(i) };
    }

    /// <summary>Reads a few values of every parameter, evenly spread; elsewhere than in host memory in one transfer.</summary>
    /// <param name="counts">How many of each.</param>
    /// <param name="to">Room for all of them, one parameter after the other.</param>
    public void Watch(int[] counts, Span<float> to)
    {
        if (!OnHost || Types.Any(type => type != ScalarType.Float32))
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            Tensor[] watched =
            [
                .. Parameters.Select(
                    (p, i) => p.detach().flatten().index(TensorIndex.Slice(0, counts[i] * Every(i), Every(i))).to(ScalarType.Float32)
                ),
            ];
            cat(watched).cpu().data<float>().CopyTo(to);
            return;
        }

        for (int p = 0, start = 0; p < counts.Length; start += counts[p++])
        {
            var every = Every(p);
            var weights = (float*)Weights[p];
            for (var i = 0; i < counts[p]; i++)
                to[start + i] = weights[i * every];
        }

        long Every(int p) => Math.Max(1, Infos[p].Count / Math.Max(1, counts[p]));
    }

    /// <summary>Gives the gradients back; a table that is refreshed again does so by itself.</summary>
    public void Release()
    {
        for (var i = 0; i < _gradients.Length; i++)
        {
            if (_gradients[i] != 0)
                NativeTensor.Release(_gradients[i]);
            _gradients[i] = 0;
        }
    }

    public void Dispose()
    {
        Release();
        NativeMemory.Free((void*)_weightAddresses);
        NativeMemory.Free((void*)_gradientAddresses);
    }

    /// <summary>Whether a tensor is memory of a type that the kernels can work on.</summary>
    public static bool IsPlain(nint tensor, ScalarType type) =>
        type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16
        && (ScalarType)NativeTensor.ScalarType(tensor) == type
        && NativeTensor.DeviceType(tensor) == (int)DeviceType.CPU
        && !NativeTensor.IsSparse(tensor)
        && NativeTensor.IsContiguous(tensor);
}
