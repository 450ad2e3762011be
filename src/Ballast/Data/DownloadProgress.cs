namespace Ballast;

/// <summary>How far the download of one file is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Bytes to come in all, or null when the server does not say.</param>
internal sealed record DownloadProgress(string File, long Received, long? Total);
