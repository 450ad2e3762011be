using Microsoft.Data.Sqlite;

namespace Ballast;

/// <summary>Numbers of rows, as run files have them.</summary>
internal static class StepRow
{
    private const long MostSteps = 1L << 53; // further on not every step is a number that a picture can show

    /// <summary>The number of a step.</summary>
    public static long Index(SqliteDataReader row, int column) => Checked(row.GetInt64(column));

    /// <summary>A number that can be one of a step.</summary>
    public static long Checked(long step) => step is >= 0 and <= MostSteps ? step : throw new FormatException($"Step {step} is none.");

    /// <summary>A number, NaN where there is none.</summary>
    public static double Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);
}
