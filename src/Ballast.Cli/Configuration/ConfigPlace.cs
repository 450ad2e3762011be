namespace Ballast.Cli;

/// <summary>Where in the user's input something stands.</summary>
/// <param name="Source">The file, or the <c>--set</c> argument.</param>
/// <param name="Line">From 1; 0 when there are no lines, as in an argument.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct ConfigPlace(string Source, long Line = 0, long Column = 0)
{
    /// <summary>SOURCE:LINE:COLUMN, as editors and terminals make it clickable; or just the source.</summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}:{Column}" : Source;
}
