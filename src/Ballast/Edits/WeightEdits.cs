namespace Ballast;

/// <summary>
/// Weight edits of the library, one line each; put them into <see cref="GuardOptions.Edits"/>. <see cref="DeadlyFlip"/> is one more.
/// </summary>
public static class WeightEdits
{
    /// <summary>
    /// Limits the change of every unit relative to its own weights, after the optimizer. See <see cref="Ballast.UnitUpdateCap"/>.
    /// </summary>
    /// <param name="ratio">Largest change of a unit relative to its weights, above 0.</param>
    /// <param name="floor">The norm that a unit's weights are taken to have at least, above 0.</param>
    public static IWeightEdit UnitUpdateCap(double ratio = 0.1, double floor = 1e-3) => new UnitUpdateCap(ratio, floor);

    /// <summary>
    /// Keeps the norm of every unit's weights below a maximum (Srebro, Shraibman 2005). See <see cref="Ballast.MaxNorm"/>.
    /// </summary>
    /// <param name="max">The largest norm of one unit's weights, above 0.</param>
    public static IWeightEdit MaxNorm(double max = 3) => new MaxNorm(max);

    /// <summary>
    /// Keeps the largest singular value of every weight below a maximum (Yoshida, Miyato 2017; Gouk et al. 2018). See
    /// <see cref="Ballast.SpectralProjection"/>.
    /// </summary>
    /// <param name="max">The largest singular value, above 0.</param>
    public static IWeightEdit SpectralNorm(double max = 1) => new SpectralProjection(max);

    /// <summary>
    /// Shrinks queries and keys of an attention head whose scores grow too large (MuonClip, Kimi team 2025). See
    /// <see cref="Ballast.QkClip"/>.
    /// </summary>
    /// <param name="max">The largest score that is borne, above 0.</param>
    public static IWeightEdit QkClip(double max = 100) => new QkClip(max);

    /// <summary>
    /// Starts the optimizer's moments afresh now and then (SPAM, Huang et al. 2025). See <see cref="Ballast.MomentumReset"/>.
    /// </summary>
    /// <param name="every">Steps from one reset to the next, at least 1.</param>
    public static IWeightEdit MomentumReset(int every = 500) => new MomentumReset(every);
}
