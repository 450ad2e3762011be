namespace Ballast;

/// <summary>
/// Numbers of the single parameters in one step, in the order of <see cref="RunFile.Parameters"/>. A list is empty where the
/// step was recorded without it; what that means stands beside each.
/// </summary>
public sealed class ParameterStatistics
{
    private readonly float[][] _sections;

    internal ParameterStatistics(float[][] sections) => _sections = sections;

    /// <summary>Of a step whose statistics were not recorded or not asked for.</summary>
    public static ParameterStatistics None { get; } = new([.. Enumerable.Repeat(Array.Empty<float>(), RunRow.Sections)]);

    /// <summary>Gradient norms before anything was changed, NaN and infinity as they were.</summary>
    public IReadOnlyList<float> GradientNorms => _sections[(int)RunSection.GradientNorms];

    /// <summary>Largest magnitudes among the finite values of the gradients.</summary>
    public IReadOnlyList<float> Peaks => _sections[(int)RunSection.Peaks];

    /// <summary>How many values of the gradients are NaN or infinite; empty if none anywhere.</summary>
    public IReadOnlyList<float> NonFinite => _sections[(int)RunSection.NonFinites];

    /// <summary>What the gradients were multiplied by; empty if nothing was clipped.</summary>
    public IReadOnlyList<float> GradientScales => _sections[(int)RunSection.GradientScales];

    /// <summary>Norms of the proposed changes; empty if not measured.</summary>
    public IReadOnlyList<float> ChangeNorms => _sections[(int)RunSection.ChangeNorms];

    /// <summary>Norms of the weights before the step; empty if not measured.</summary>
    public IReadOnlyList<float> WeightNorms => _sections[(int)RunSection.WeightNorms];

    /// <summary>The shares of the proposed changes that were applied; empty if all or not measured.</summary>
    public IReadOnlyList<float> StepScales => _sections[(int)RunSection.StepScales];

    /// <summary>A list by its place in the file.</summary>
    internal ReadOnlySpan<float> Of(RunSection section) => _sections[(int)section];
}
