namespace Ballast.Fuzz;

/// <summary>One damaged input, written to a folder of its own, and how the tool is asked about it.</summary>
internal sealed record FuzzCase(string Kind, string[] Arguments);
