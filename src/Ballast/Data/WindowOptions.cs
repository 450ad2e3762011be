namespace Ballast;

/// <summary>
/// How rows in the order of time become samples: the inputs are the last rows, the target is some rows ahead. Parts are cut in the order of
/// time, training first, and no window reaches across a cut or from one series into another.
/// </summary>
/// <param name="Length">Rows of one input, at least 1.</param>
/// <param name="Horizon">How many rows after the last of the input the target stands, at least 1. Default 1.</param>
/// <param name="Stride">Rows from one window to the next in training and tests, at least 1; a prediction is made at every row. Default
/// 1.</param>
public sealed record WindowOptions(int Length, int Horizon = 1, int Stride = 1)
{
    /// <summary>
    /// The columns that are inputs. Default null: all that are not ignored, the past of the target included, but neither <see cref="By"/>
    /// nor <see cref="Time"/>.
    /// </summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <summary>The column that names the series a row belongs to. Default null: all rows are one series.</summary>
    public string? By { get; init; }

    /// <summary>The column that says when a row was, which predictions name. Default null.</summary>
    public string? Time { get; init; }

    /// <summary>How many windows a stretch of rows has.</summary>
    /// <param name="rows">Rows of one part of one series.</param>
    /// <param name="ahead">Rows that have to follow a window: the horizon, or 0 where targets are not known.</param>
    /// <param name="stride">Rows from one window to the next.</param>
    internal long Count(long rows, int ahead, int stride) => rows < Length + ahead ? 0 : ((rows - Length - ahead) / stride) + 1;
}
