using Ballast.Dashboard;

namespace Ballast.Cli;

/// <summary>The page over a run that is about to begin; it goes with the training.</summary>
internal sealed class RunPage : IDisposable
{
    private readonly DashboardServer _server;

    private RunPage(DashboardServer server) => _server = server;

    /// <param name="run">The run file.</param>
    /// <param name="console">Told the address.</param>
    /// <exception cref="UsageException">The run has no folder of its own.</exception>
    public static RunPage Open(string run, TextWriter console)
    {
        if (Path.GetFileName(run) != "run.db")
            throw new UsageException($"--ui shows runs that have a folder of their own, and {run} is a file. Give --out a folder.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(run))!;
        var server = UiCommand.Start(Path.GetDirectoryName(folder)!).GetAwaiter().GetResult();
        var address = server.AddressOf(Path.GetFileName(folder));
        console.WriteLine($"  page  {address}");
        Browser.Open(address);
        return new(server);
    }

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
