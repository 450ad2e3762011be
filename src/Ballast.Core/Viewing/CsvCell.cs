namespace Ballast;

/// <summary>A cell of comma-separated values.</summary>
public static class CsvCell
{
    /// <summary>A text as a cell, in quotes where it needs them.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
