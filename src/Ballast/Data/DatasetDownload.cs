using System.IO.Compression;
using System.Security.Cryptography;

namespace Ballast;

/// <summary>
/// Fetches the files of a data set. Each file is written beside its place, verified, and only then moved there, so a folder never holds a
/// half-written or wrong file; files that are already there and right are not fetched again, so an interrupted download is
/// continued by running it once more.
/// </summary>
/// <param name="http">The client to fetch with.</param>
internal sealed class DatasetDownload(HttpClient http)
{
    /// <summary>How long the server may stay silent before the download is given up. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The files of a data set by name; only <c>fashion-mnist</c> can be fetched.</summary>
    /// <exception cref="ArgumentException">Nothing can be fetched by this name.</exception>
    public static IReadOnlyList<RemoteFile> Files(string name) =>
        name == Datasets.FashionMnist
            ? FashionMnistFiles.Remote
            : throw Suggestion.Unknown("data set to fetch", name, [Datasets.FashionMnist], nameof(name));

    /// <summary>Fetches into <paramref name="folder"/> (made if absent) what is not there yet.</summary>
    /// <exception cref="DatasetException">A file could not be fetched, verified or written; nothing of it is left.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public async Task FetchAsync(
        IEnumerable<RemoteFile> files,
        string folder,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var file in files)
        {
            try
            {
                Directory.CreateDirectory(folder);
                await FetchAsync(file, Path.Combine(folder, file.Name), progress, cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
            {
                throw Failed(file, folder, $"the server was silent for {Patience.TotalSeconds:0.#} s", e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw Failed(file, folder, e.Message, e);
            }
        }
    }

    private async Task FetchAsync(RemoteFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        if (File.Exists(path) && await WhatIsWrong(file, path, cancel).ConfigureAwait(false) is null)
            return;
        var partial = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await ReceiveAsync(file, partial, progress, cancel).ConfigureAwait(false);
            if (await WhatIsWrong(file, partial, cancel).ConfigureAwait(false) is { } wrong)
                throw new InvalidDataException(wrong);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial); // does nothing after the move
        }
    }

    private async Task ReceiveAsync(RemoteFile file, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(Patience);
        using var response = await http.GetAsync(file.Address, HttpCompletionOption.ResponseHeadersRead, silence.Token)
            .ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"the server answered {(int)response.StatusCode} ({response.ReasonPhrase})");

        using var source = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        using var target = new FileStream(partial, FileMode.CreateNew, FileAccess.Write);
        var total = response.Content.Headers.ContentLength;
        var buffer = new byte[81920];
        for (var received = 0L; ; )
        {
            silence.CancelAfter(Patience);
            var count = await source.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            if (count == 0)
                break;
            await target.WriteAsync(buffer.AsMemory(0, count), silence.Token).ConfigureAwait(false);
            received += count;
            // gzip makes nothing larger than this, so whatever goes on arriving is not the file
            if (received > file.Length + file.Length / 100 + 1024)
                throw new InvalidDataException($"more arrived than {file.Length:N0} bytes can take when compressed");
            progress?.Report(new(file.Name, received, total));
        }
        target.Flush(flushToDisk: true);
    }

    /// <summary>Unpacks and compares with the checksum; null when all is right.</summary>
    private static async Task<string?> WhatIsWrong(RemoteFile file, string path, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        try
        {
            using var packed = File.OpenRead(path);
            using var content = new GZipStream(packed, CompressionMode.Decompress);
            var buffer = new byte[81920];
            while (await content.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                if ((length += count) > file.Length)
                    break; // whatever it is, it is not ours: do not unpack a bomb
            }
        }
        catch (InvalidDataException e)
        {
            return $"what arrived is not a whole gzip file ({e.Message})";
        }
        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == file.Sha256
            ? null
            : $"what arrived has the SHA-256 {found} ({length:N0} bytes unpacked), expected {file.Sha256} ({file.Length:N0})";
    }

    private static DatasetException Failed(RemoteFile file, string folder, string why, Exception cause) =>
        new(
            $"{file.Address} could not be fetched: {why}. Nothing of it was kept in {folder}. "
                + "Try again, or fetch it by other means and put it there.",
            cause
        );
}
