namespace Ballast;

/// <summary>A cell of comma-separated values.</summary>
public static class CsvCell
{
    /// <summary>A text as a cell, in quotes where it needs them, also for blanks at its ends.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 && text.Trim() == text
            ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
