using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Ballast;

/// <summary>Reads a step as <see cref="StepInsert"/> wrote it.</summary>
internal static class StepRow
{
    private const long MostSteps = 1L << 53; // further on not every step is a number that a picture can show

    /// <summary>One row of steps.</summary>
    public static RunStep Read(SqliteDataReader row, bool statistics) =>
        new()
        {
            Step = Index(row, 0),
            At = TimeSpan.FromSeconds(row.GetDouble(1)),
            Loss = Number(row, 2),
            Accuracy = Number(row, 3),
            GradientNorm = Number(row, 4),
            NonFinite = row.GetInt64(5),
            Verdict = Enum.Parse<VerdictKind>(row.GetString(6), ignoreCase: true),
            Overruled = row.GetBoolean(7),
            Scale = row.GetDouble(8),
            Reason = row.GetString(9),
            LearningRate = Number(row, 10),
            LossScale = Number(row, 11),
            Capped = row.GetInt32(12),
            Restarted = row.GetInt32(13),
            UpdateRatio = Number(row, 14),
            Edits = row.GetString(15) is { Length: > 0 } edits ? edits.Split('\n') : [],
            Elapsed = TimeSpan.FromSeconds(row.GetDouble(16)),
            Parameters =
                statistics && !row.IsDBNull(17)
                    ? new([
                        .. Enumerable
                            .Range(17, RunRow.Sections)
                            .Select(column => row.IsDBNull(column) ? [] : Singles(row.GetFieldValue<byte[]>(column))),
                    ])
                    : ParameterStatistics.None,
        };

    /// <summary>The number of a step.</summary>
    public static long Index(SqliteDataReader row, int column) =>
        row.GetInt64(column) is var step and >= 0 and <= MostSteps
            ? step
            : throw new FormatException($"Step {row.GetInt64(column)} is none.");

    /// <summary>A number, NaN where there is none.</summary>
    public static double Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);

    private static float[] Singles(byte[] blob) => MemoryMarshal.Cast<byte, float>(blob).ToArray();
}
