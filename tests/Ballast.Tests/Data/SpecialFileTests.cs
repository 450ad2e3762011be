using System.Diagnostics;
using System.Net.Sockets;

namespace Ballast.Tests;

/// <summary>What looks like a file and is none is refused, never waited for.</summary>
[TensorTests]
public sealed class SpecialFileTests : IDisposable
{
    private readonly Temporary _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private string Pipe(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_temporary.Path(name))!);
        using var made = Process.Start("mkfifo", [_temporary.Path(name)]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return _temporary.Path(name);
    }

    [Fact]
    public void Files_and_folders_are_none_of_these()
    {
        Assert.Null(SpecialFile.Kind(_temporary.Text("a.csv", "a")));
        Assert.Null(SpecialFile.Kind(_temporary.Folder));
        Assert.Null(SpecialFile.Kind(_temporary.Path("nothing")));
        Assert.Null(SpecialFile.Kind("a\0b"));
    }

    [Fact]
    public void Pipes_devices_and_sockets_are_refused_by_every_reader()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var pipe = Pipe("p.csv");
        Assert.Equal("a named pipe", SpecialFile.Kind(pipe));
        Assert.Equal("a device", SpecialFile.Kind("/dev/zero"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_temporary.Path("s")));
        Assert.Equal("a socket", SpecialFile.Kind(_temporary.Path("s")));
        foreach (
            var load in (Func<Dataset>[])
                [
                    () => Datasets.Csv(pipe, new() { Target = "a" }),
                    () => Datasets.Npy(pipe, pipe),
                    () => Datasets.Npz(pipe),
                    () => Datasets.Npy("/dev/zero", "/dev/zero"),
                    () => Datasets.Csv("/dev/zero", new() { Target = "a" }),
                ]
        )
            Assert.Contains("cannot be read: it is a ", Assert.Throws<DatasetException>(load).Message, StringComparison.Ordinal);
        foreach (var name in IdxImages.FileNames)
            Pipe("idx/" + name);
        Assert.Contains(
            "it is a named pipe",
            Assert.Throws<DatasetException>(() => Datasets.Idx(_temporary.Path("idx"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_pipe_or_an_endless_device_among_pictures_is_refused()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var name in (string[])["f/a/1.png", "f/a/2.png", "f/b/1.png", "f/b/2.png"])
            _temporary.Picture(name, 4, 4, SkiaSharp.SKColors.Red, SkiaSharp.SKColors.Black);
        Pipe("f/a/0.png");
        Assert.Contains(
            "f/a/0.png cannot be read: it is a named pipe",
            Assert.Throws<DatasetException>(() => Datasets.Images(_temporary.Path("f"))).Message,
            StringComparison.Ordinal
        );
        File.Delete(_temporary.Path("f/a/0.png"));
        File.CreateSymbolicLink(_temporary.Path("f/a/0.png"), "/dev/zero");
        Assert.Contains(
            "f/a/0.png cannot be read: it is a device",
            Assert.Throws<DatasetException>(() => Datasets.Images(_temporary.Path("f"), new() { Cache = false })).Message,
            StringComparison.Ordinal
        );
    }
}
