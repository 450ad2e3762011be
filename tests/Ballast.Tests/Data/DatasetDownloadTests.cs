using System.Security.Cryptography;

namespace Ballast.Tests;

public sealed class DatasetDownloadTests : IDisposable
{
    private readonly FileServer _server = new();
    private readonly HttpClient _http = new();
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("ballast-get").FullName, "made", "when-needed");
    private readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i >> 7))];

    public void Dispose()
    {
        _server.Dispose();
        _http.Dispose();
        Directory.Delete(Path.GetFullPath(Path.Combine(_folder, "..", "..")), recursive: true);
    }

    private RemoteFile File(string name) =>
        new(name, new Uri(_server.Root, name), Convert.ToHexStringLower(SHA256.HashData(_content)), _content.Length);

    private Task Fetch(params string[] names) => new DatasetDownload(_http).FetchAsync(names.Select(File), _folder);

    private string[] Left() => Directory.Exists(_folder) ? [.. Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)!)] : [];

    [Fact]
    public async Task Fetches_verifies_and_reports_progress()
    {
        var packed = IdxBytes.Gzip(_content);
        _server.Answer("a.gz", packed);
        var reports = new Collected();
        await new DatasetDownload(_http).FetchAsync([File("a.gz")], _folder, reports);
        Assert.Equal(["a.gz"], Left());
        Assert.Equal(packed, System.IO.File.ReadAllBytes(Path.Combine(_folder, "a.gz")));
        Assert.Equal(new DownloadProgress("a.gz", packed.Length, packed.Length), reports.Last);
    }

    [Fact]
    public async Task What_is_already_right_is_not_fetched_again_and_what_is_wrong_is()
    {
        var packed = IdxBytes.Gzip(_content);
        _server.Answer("a.gz", packed);
        _server.Answer("b.gz", packed);
        Directory.CreateDirectory(_folder);
        System.IO.File.WriteAllBytes(Path.Combine(_folder, "a.gz"), packed);
        System.IO.File.WriteAllBytes(Path.Combine(_folder, "b.gz"), packed[..1000]);
        await Fetch("a.gz", "b.gz");
        Assert.Equal(1, _server.Requests);
        Assert.Equal(packed, System.IO.File.ReadAllBytes(Path.Combine(_folder, "b.gz")));
    }

    [Fact]
    public async Task A_corrupted_file_is_refused_and_leaves_nothing()
    {
        var wrong = _content.ToArray();
        wrong[1234] ^= 1;
        _server.Answer("a.gz", IdxBytes.Gzip(wrong));
        var message = (await Assert.ThrowsAsync<DatasetException>(() => Fetch("a.gz"))).Message;
        Assert.StartsWith(
            $"{_server.Root}a.gz could not be fetched: what arrived has the SHA-256 "
                + $"{Convert.ToHexStringLower(SHA256.HashData(wrong))} (300,000 bytes unpacked), expected ",
            message
        );
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_login_page_in_place_of_the_file_is_refused()
    {
        _server.Answer("a.gz", "<html>please log in</html>"u8.ToArray());
        Assert.Contains("what arrived is not a whole gzip file", (await Assert.ThrowsAsync<DatasetException>(() => Fetch("a.gz"))).Message);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        _server.Answer("a.gz", new byte[400_000]);
        Assert.Contains(
            "more arrived than 300,000 bytes can take when compressed",
            (await Assert.ThrowsAsync<DatasetException>(() => Fetch("a.gz"))).Message
        );
        Assert.Empty(Left());
    }

    [Fact]
    public async Task An_absent_file_says_what_the_server_said()
    {
        _server.Answer("a.gz", IdxBytes.Gzip(_content));
        var message = (await Assert.ThrowsAsync<DatasetException>(() => Fetch("a.gz", "b.gz"))).Message;
        Assert.Equal(
            $"{_server.Root}b.gz could not be fetched: the server answered 404 (Not Found). Nothing of it was kept in {_folder}. "
                + "Try again, or fetch it by other means and put it there.",
            message
        );
        Assert.Equal(["a.gz"], Left()); // what was fetched before stays, so the next try goes on from there
    }

    [Fact]
    public async Task An_aborted_transfer_leaves_nothing()
    {
        var packed = IdxBytes.Gzip(_content);
        _server.Answer("a.gz", response =>
        {
            response.ContentLength64 = packed.Length;
            response.OutputStream.Write(packed.AsSpan(0, packed.Length / 2));
            response.OutputStream.Flush();
            response.Abort();
        });
        await Assert.ThrowsAsync<DatasetException>(() => Fetch("a.gz"));
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_silent_server_is_given_up_and_leaves_nothing()
    {
        _server.Answer("a.gz", response =>
        {
            response.ContentLength64 = 1000;
            response.OutputStream.Write(new byte[10]);
            response.OutputStream.Flush();
        });
        Assert.Contains(
            "the server was silent for 0.5 s",
            (
                await Assert.ThrowsAsync<DatasetException>(() =>
                    new DatasetDownload(_http) { Patience = TimeSpan.FromSeconds(0.5) }.FetchAsync([File("a.gz")], _folder)
                )
            ).Message
        );
        Assert.Empty(Left());
    }

    [Fact]
    public async Task Cancelling_is_not_an_error_of_the_data_set()
    {
        _server.Answer("a.gz", IdxBytes.Gzip(_content));
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new DatasetDownload(_http).FetchAsync([File("a.gz")], _folder, null, cancel.Token)
        );
        Assert.Empty(Left());
    }

    [Fact]
    public void Known_files_are_the_four_of_fashion_mnist() =>
        Assert.Equal(IdxImages.FileNames.Select(name => name + ".gz"), DatasetDownload.Files("fashion-mnist").Select(file => file.Name));

    private sealed class Collected : IProgress<DownloadProgress>
    {
        public DownloadProgress? Last { get; private set; }

        public void Report(DownloadProgress value) => Last = value;
    }
}
