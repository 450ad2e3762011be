namespace Ballast;

/// <summary>
/// Limits the change that the optimizer proposes, after its arithmetic and before the weights: one parameter at a time, so
/// that the kernels can apply the answer while the parameter is still in the cache.
/// </summary>
public interface ICapRule
{
    /// <summary>Short name as used in configs and records, such as <c>update-cap</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The scale for the proposed change, in (0, 1]. Called only with finite norms, possibly from several threads; changes nothing.
    /// </summary>
    double Scale(in UpdateReading update);
}
