namespace Ballast.Cli;

/// <summary>
/// Held by the process that trains a run, so that no other one writes the same files. It goes with the process, however that ends.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <param name="run">The run file.</param>
    /// <exception cref="UsageException">Another process trains this run, or nothing can be written there.</exception>
    public static RunLock Take(string run)
    {
        for (var tries = Tries; ; tries--)
        {
            try
            {
                return new(
                    new FileStream(PathOf(run), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose)
                );
            }
            catch (IOException) when (IsHeld(run))
            {
                if (tries == 0)
                    throw new UsageException($"another process trains {run}. Wait for that one, or stop it.");
                Thread.Sleep(Pause); // whoever only asks whether it is held, holds it for a moment
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new UsageException(
                    $"{run} cannot be trained: {PathOf(run)} cannot be written: {fault.Message} Choose a folder that can be written to."
                );
            }
        }
    }

    /// <summary>Whether a process trains the run now.</summary>
    public static bool IsHeld(string run) => State(run) == RunLockState.Held;

    /// <summary>What the lock says about the process that trains or trained the run.</summary>
    public static RunLockState State(string run)
    {
        try
        {
            using var file = new FileStream(PathOf(run), FileMode.Open, FileAccess.Read, FileShare.None);
            return RunLockState.Left;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return RunLockState.None;
        }
        catch (UnauthorizedAccessException)
        {
            return RunLockState.None; // nothing can be said
        }
        catch (IOException)
        {
            return RunLockState.Held;
        }
    }

    public void Dispose() => _file.Dispose();

    private static string PathOf(string run) => Path.ChangeExtension(run, ".lock");
}
