using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Whether something else than the steps changes the weights: after a step no tensor can be larger than it was by more than its change. Ten
/// times that is told; a fault of memory is far above it, and what code of one's own does to weights below. Costs a comparison a tensor.
/// </summary>
internal sealed class WeightCourse(ParameterTable table)
{
    private const double Far = 10;
    private readonly double[] _most = new double[table.Infos.Length]; // 0: not known

    /// <summary>Learns of a step that was taken. What has happened before it, in words; null as ever.</summary>
    /// <param name="updates">What was measured of it; empty where nothing was.</param>
    /// <param name="edited">Whether something else of the guard changed weights too.</param>
    public string? Learn(ReadOnlySpan<ParameterUpdate> updates, bool edited)
    {
        string? words = null;
        for (var i = 0; i < _most.Length; i++)
        {
            var (norm, change) = i < updates.Length ? (updates[i].WeightNorm, updates[i].ChangeNorm * updates[i].Scale) : (double.NaN, 0);
            words ??= Compare(i, norm);
            _most[i] = edited || !double.IsFinite(norm + change) ? 0 : norm + change;
        }

        return words;
    }

    /// <summary>Looks at the weights as they are now, where a step was refused. What has happened to them, in words.</summary>
    public string? Look()
    {
        using var off = no_grad();
        for (var i = 0; i < _most.Length; i++)
            if (_most[i] > 0 && Compare(i, Sizes.RootMeanSquare(table.Parameters[i]) * Math.Sqrt(table.Infos[i].Count)) is { } words)
                return words;
        return null;
    }

    /// <summary>They are others now.</summary>
    public void Forget() => Array.Clear(_most);

    private string? Compare(int index, double norm) =>
        _most[index] > 0 && norm > Far * _most[index]
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the norm of {table.Infos[index].Name} went from {_most[index]:g3} to {norm:g3} between two steps, by nothing that this "
                    + $"guard did"
            )
            : null;
}
