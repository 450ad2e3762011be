using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Watches every neuron's change. One that changes far more than its layer does gets the weights of a calm one: what it was before
/// the step, its own calm twin, or a neuron that hardly moved. So an explosion of one neuron ends there, and the rest of the step
/// stands. An edit for <see cref="GuardOptions.Edits"/>; one instance serves one guard, which disposes of it.
/// <code>
/// using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new DeadlyFlip()] });
/// </code>
/// A training in which nothing is volatile is bit for bit what it is without. Definition, measurements and when not to use it:
/// docs/deadly-flip.md.
/// </summary>
public sealed class DeadlyFlip : IFiniteEdit
{
    private readonly DeadlyFlipOptions _options;
    private readonly List<Isolated<EventHandler<Flip>>> _listeners = [];
    private readonly List<Flip> _now = [];
    private FlipRun? _run;

    /// <summary>A deadly flip with default options.</summary>
    public DeadlyFlip()
        : this(new DeadlyFlipOptions()) { }

    /// <summary>A deadly flip with options of one's own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public DeadlyFlip(DeadlyFlipOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
    }

    /// <summary>
    /// Raised for every neuron that was acted on, after the step's edits are done. What a handler throws is reported once and never stops
    /// the training.
    /// </summary>
    public event EventHandler<Flip>? Flipped
    {
        add
        {
            if (value is not null)
                _listeners.Add(new(value));
        }
        remove => _listeners.RemoveAll(listener => listener.Observer == value);
    }

    /// <inheritdoc/>
    public string Name => "deadly-flip";

    /// <inheritdoc/>
    public EditMoment Moment => EditMoment.AfterUpdate;

    /// <summary>The options it was built with.</summary>
    public DeadlyFlipOptions Options => _options;

    /// <summary>Neurons that were acted on so far, all kinds together.</summary>
    public long Flips { get; private set; }

    /// <summary>How many of them were only taken back because their twin was hot.</summary>
    public long Rejections { get; private set; }

    /// <summary>How many of them swapped with another neuron under the guard of <see cref="FlipMode.Row"/>.</summary>
    public long RowSwaps { get; private set; }

    /// <summary>How many of them had a change that was not finite.</summary>
    public long NonFinite { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no guard around it.</exception>
    public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        using var kept = new KeptTensors();
        ArgumentNullException.ThrowIfNull(reading);
        if (_run is null)
            throw new InvalidOperationException(
                "A deadly flip needs the weights before the update: put it into GuardOptions.Edits and let StepGuard.Step run it."
            );
        _now.Clear();
        _run.After(reading.Position, _now);
        if (_now.Count == 0)
            return null;
        foreach (var flip in _now)
        {
            Flips++;
            if (flip.Kind == FlipKind.Rejection)
                Rejections++;
            if (flip.Kind == FlipKind.Row)
                RowSwaps++;
            if (flip.Change >= FlipDetector.NotFinite)
                NonFinite++;
            foreach (var listener in _listeners)
                listener.Call(static (handler, what) => handler(what.Item1, what.Item2), (this, flip));
        }

        var worst = _now.MaxBy(flip => flip.Change)!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_now.Count} neurons, most of all {worst.Layer} {worst.Neuron} by {worst.Change:g3} of its weights: {Words(worst)}"
        );
    }

    /// <summary>Frees its copies of weights; the guard calls this.</summary>
    public void Dispose() => _run?.Dispose();

    /// <summary>What it does with the neurons of one model.</summary>
    internal FlipRun? Run => _run;

    void IUpdateEdit.Begin(EditContext context)
    {
        using var kept = new KeptTensors();
        if (_run is not null)
            throw new InvalidOperationException("This deadly flip serves another guard already: build one for each.");
        _run = new(context.Model, context.Table, context.Optimizer, _options);
    }

    void IUpdateEdit.Before()
    {
        using var kept = new KeptTensors();
        _run!.Before();
    }

    byte[] IUpdateEdit.Save()
    {
        using var kept = new KeptTensors();
        using var stream = new MemoryStream();
        using (var to = new BinaryWriter(stream))
        {
            foreach (var count in (long[])[Flips, Rejections, RowSwaps, NonFinite])
                to.Write(count);
            to.Write(_run!.Save());
        }

        return stream.ToArray();
    }

    void IUpdateEdit.Load(byte[] state)
    {
        using var kept = new KeptTensors();
        if (state.Length < 4 * sizeof(long))
            throw new FormatException("The state of the deadly flip ends too early. The checkpoint is damaged; start from an earlier one.");
        _run!.Load(state[(4 * sizeof(long))..]);
        (Flips, Rejections, RowSwaps, NonFinite) = (
            BitConverter.ToInt64(state, 0),
            BitConverter.ToInt64(state, 8),
            BitConverter.ToInt64(state, 16),
            BitConverter.ToInt64(state, 24)
        );
    }

    private static string Words(Flip flip) =>
        flip.Kind switch
        {
            FlipKind.Twin => "swapped with its twin",
            FlipKind.Row or FlipKind.Peer => string.Create(CultureInfo.InvariantCulture, $"swapped with {flip.Partner}"),
            _ => "taken back",
        };
}
