using System.Globalization;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Takes a repair back if it made the loss clearly worse: a network that was trained before may have large outputs, and it knows
/// something. Holds a copy of the weights while set-up repairs.
/// </summary>
internal sealed class SetupUndo : IDisposable
{
    private readonly ParameterTable _table;
    private readonly WeightCopy _weights = new();
    private readonly Action[] _others;

    /// <param name="table">The weights.</param>
    /// <param name="others">What brings back the rest of what set-up may change.</param>
    public SetupUndo(ParameterTable table, params Action[] others)
    {
        _table = table;
        using (no_grad())
            _weights.Take(table.Parameters);
        _others = others;
    }

    /// <summary>Notes how much is left of each parameter, for the caps.</summary>
    public void NoteKept()
    {
        using var off = no_grad();
        for (var i = 0; i < _table.Parameters.Length; i++)
            _table.Infos[i] = _table.Infos[i] with { Kept = Kept(_table.Parameters[i], _weights[i]) };
    }

    /// <summary>Undoes where the loss rose, and says so; null where it did not, and then notes what was left of each parameter.</summary>
    /// <param name="before">The loss before the repair; where it is not finite, nothing could be worse.</param>
    /// <param name="after">The loss of like batches now.</param>
    public string? Judge(double before, double after)
    {
        using var off = no_grad();
        if (!double.IsFinite(before) || after <= LossRise * before)
        {
            NoteKept();
            return null;
        }

        TakeBack();
        return string.Create(CultureInfo.InvariantCulture, $"all of it taken back, since the loss rose from {before:g3} to {after:g3}");
    }

    /// <summary>Everything as it was.</summary>
    public void TakeBack()
    {
        using var off = no_grad();
        for (var i = 0; i < _table.Parameters.Length; i++)
            _weights.Restore(_table.Parameters[i], i);
        foreach (var restore in _others)
            restore();
    }

    private static double Kept(Tensor now, Tensor before) =>
        Math.Min(1, Sizes.RootMeanSquare(now) / Sizes.RootMeanSquare(before)) is var share and > 0 ? share : 1;

    public void Dispose() => _weights.Dispose();
}
