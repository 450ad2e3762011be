namespace Ballast;

/// <summary>A gzip-compressed file of a data set that can be fetched.</summary>
/// <param name="Name">Its file name in the folder.</param>
/// <param name="Address">Where to fetch it.</param>
/// <param name="Sha256">SHA-256 of the content after decompression, in lower-case hexadecimal.</param>
/// <param name="Length">Length of the content after decompression, in bytes.</param>
internal sealed record RemoteFile(string Name, Uri Address, string Sha256, long Length);
