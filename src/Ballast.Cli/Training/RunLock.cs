namespace Ballast.Cli;

/// <summary>Held by the process that trains a run, so that no other one writes the same files. It goes with the process, however that ends.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="UsageException">Another process trains this run.</exception>
    public static RunLock Take(string run)
    {
        try
        {
            return new(new FileStream(PathOf(run), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{run} cannot be locked; most likely another process trains it. Wait for that one, or stop it. {fault.Message}");
        }
    }

    /// <summary>Whether the process that trained the run ended without giving the lock back: it was killed.</summary>
    public static bool WasLeft(string run)
    {
        try
        {
            using var file = new FileStream(PathOf(run), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;   // there is none, or it is held
        }
    }

    public void Dispose() => _file.Dispose();

    private static string PathOf(string run) => Path.ChangeExtension(run, ".lock");
}
