namespace Ballast;

/// <summary>How far reading a data set is.</summary>
/// <param name="Done">Files read.</param>
/// <param name="Total">Files in all.</param>
public readonly record struct DataProgress(int Done, int Total);
