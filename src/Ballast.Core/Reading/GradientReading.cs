namespace Ballast;

/// <summary>
/// What one backward pass looked like, as plain numbers: all that rules ever see.
/// A reading taken by the meter is refilled at every step; <see cref="Keep"/> gives a copy that lasts.
/// </summary>
public sealed class GradientReading
{
    private const double SafeSquare = 1e-280;
    private readonly ParameterReading[] _parameters;

    /// <summary>A reading with the given numbers; the array is not copied.</summary>
    /// <param name="step">Zero-based index of the step.</param>
    /// <param name="loss">The loss, not finite if it was not; NaN if unknown is a non-finite loss, so pass what was measured.</param>
    /// <param name="parameters">One entry per parameter, in the model's order.</param>
    public GradientReading(long step, double loss, ParameterReading[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        Refill(step, loss);
    }

    /// <summary>Zero-based index of the step.</summary>
    public long Step { get; private set; }

    /// <summary>
    /// Steps of the training up to here: less than <see cref="Step"/> where some were taken anew after going back to an earlier state.
    /// </summary>
    public long Position => Step - Undone;

    /// <summary>How many steps were gone back over and taken anew.</summary>
    internal long Undone { get; set; }

    /// <summary>The loss of the batch.</summary>
    public double Loss { get; private set; }

    /// <summary>Euclidean norm over all parameters, before anything was changed.</summary>
    public double Norm { get; private set; }

    /// <summary>How many gradient values are NaN or infinite.</summary>
    public long NonFinite { get; private set; }

    /// <summary>
    /// Index of the parameter to name in a message: the first that is not finite, else the one with the largest norm; -1 without
    /// parameters.
    /// </summary>
    public int Loudest { get; private set; }

    /// <summary>A buffer that the forward pass of this step made non-finite; null as a rule, and where buffers are not looked at.</summary>
    public BufferFault? PoisonedBuffer { get; internal set; }

    /// <summary>True if the loss and every gradient value are finite, and no buffer was poisoned.</summary>
    public bool IsFinite => NonFinite == 0 && double.IsFinite(Norm) && double.IsFinite(Loss) && PoisonedBuffer is null;

    /// <summary>One entry per parameter, in the model's order.</summary>
    public ReadOnlySpan<ParameterReading> Parameters => _parameters;

    /// <summary>A copy that later steps do not overwrite.</summary>
    public GradientReading Keep() =>
        new(Step, Loss, (ParameterReading[])_parameters.Clone()) { PoisonedBuffer = PoisonedBuffer, Undone = Undone };

    /// <summary>The array behind the reading, for the meter to write into before <see cref="Refill"/>.</summary>
    internal ParameterReading[] Buffer => _parameters;

    /// <summary>Recomputes the totals after the meter wrote new numbers.</summary>
    internal void Refill(long step, double loss, BufferFault? buffer = null)
    {
        PoisonedBuffer = buffer;
        (Step, Loss, NonFinite, Loudest) = (step, loss, 0, _parameters.Length == 0 ? -1 : 0);
        double squares = 0;
        var silenced = false;
        for (var i = 0; i < _parameters.Length; i++)
        {
            ref readonly var p = ref _parameters[i];
            squares += p.Norm * p.Norm;
            NonFinite += p.NonFinite;
            if (silenced)
                continue;
            silenced = !p.IsFinite;
            if (silenced || p.Norm > _parameters[Loudest].Norm)
                Loudest = i;
        }

        Norm = squares is < SafeSquare or double.PositiveInfinity ? ScaledNorm() : Math.Sqrt(squares);
    }

    // squares of norms beyond 1e154 overflow and those of norms below 1e-150 vanish: scale by the largest first
    private double ScaledNorm()
    {
        double largest = 0,
            squares = 0;
        foreach (ref readonly var p in Parameters)
            largest = Math.Max(largest, p.Norm);
        if (largest == 0 || !double.IsFinite(largest))
            return largest;
        foreach (ref readonly var p in Parameters)
            squares += (p.Norm / largest) * (p.Norm / largest);
        return largest * Math.Sqrt(squares);
    }
}
