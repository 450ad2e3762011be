namespace Ballast.Core.Tests.Recording;

/// <summary>A folder for one test, removed afterwards; and what the library reports of itself meanwhile.</summary>
internal sealed class Folder : IDisposable
{
    public Folder()
    {
        Path = Directory.CreateTempSubdirectory("ballast-").FullName;
        SelfLog.Out = message =>
        {
            lock (Reports)
                Reports.Add(message);
        };
    }

    public string Path { get; }

    public List<string> Reports { get; } = [];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        SelfLog.Out = null;
        Directory.Delete(Path, recursive: true);
    }
}
