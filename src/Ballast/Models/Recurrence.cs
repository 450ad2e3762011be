using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// A recurrent layer over [n, steps, inputs]: two ordinary linear layers, <c>input</c> and <c>recurrent</c>, the latter called once per
/// step, so that hooks (and with them the probe and the repair) see every step. Gates stand side by side in their outputs.
/// [n, width] of the last step out, or [n, steps, width] of every one. At padding the state stays, so the last step is the last real one.
/// </summary>
internal abstract class Recurrence : Module<Tensor, Tensor>
{
    // TorchSharp registers fields by their names, those behind properties too: so these are plain fields, called what they are registered
    // as
    protected readonly Linear input,
        recurrent;
    private readonly CellDropout? dropout;
    private readonly bool _everyStep;
    private readonly long _gates;

    protected Recurrence(string name, long inputs, long width, long gates, bool recurrentBias, bool everyStep, CellDropout? dropout)
        : base(name)
    {
        (Width, _gates, _everyStep) = (width, gates, everyStep);
        (input, recurrent) = (Linear(inputs, gates * width), Linear(width, gates * width, recurrentBias));
        register_module(nameof(input), input);
        register_module(nameof(recurrent), recurrent);
        this.dropout = dropout;
        if (dropout is not null)
            register_module(nameof(dropout), dropout);
    }

    /// <summary>From the inputs of a step, with the bias.</summary>
    public Linear Input => input;

    /// <summary>From the state of the step before.</summary>
    public Linear Recurrent => recurrent;

    /// <summary>Which steps are real, or null where all are.</summary>
    public RealSteps? Real { get; init; }

    protected long Width { get; }

    /// <summary>Weights from two schemes, gate by gate, so that an orthogonal scheme makes each gate's square matrix orthogonal.</summary>
    public void Initialise(Initialization driving, Initialization recurring, Generator weights)
    {
        driving.Apply(input, weights);
        recurring.Apply(recurrent, weights, blocks: _gates);
        using var off = no_grad();
        StartBias(input.bias!);
    }

    public sealed override Tensor forward(Tensor x)
    {
        var driven = input.call(x); // of all steps at once: only the recurrence has to wait
        var nothing = zeros(x.shape[0], Width, driven.dtype, driven.device);
        var (state, masks) = (Start(nothing), dropout?.Begin(nothing) ?? CellMasks.None);
        var all = new List<Tensor>();
        for (var t = 0; t < x.shape[1]; t++)
        {
            var after = Step(driven.select(1, t), state, masks);
            after = new(masks.Next(state.Output, after.Output), after.Memory is { } memory ? masks.Next(state.Memory!, memory) : null);
            state = Real is null
                ? after
                : new(Real.Hold(t, state.Output, after.Output), after.Memory is { } kept ? Real.Hold(t, state.Memory!, kept) : null);
            if (_everyStep)
                all.Add(state.Output);
        }

        return _everyStep ? stack(all, 1) : state.Output;
    }

    /// <summary>What is handed from step to step: the output [n, width], and a memory where a cell has one.</summary>
    protected readonly record struct State(Tensor Output, Tensor? Memory = null);

    protected virtual State Start(Tensor nothing) => new(nothing);

    /// <summary>One step; the recurrent weights see <see cref="CellMasks.Seen"/>, gates let in <see cref="CellMasks.Candidate"/>.</summary>
    protected abstract State Step(Tensor driven, State state, CellMasks masks);

    /// <summary>Biases are 0 at first where a cell does not want it otherwise.</summary>
    protected virtual void StartBias(Tensor bias) { }
}
