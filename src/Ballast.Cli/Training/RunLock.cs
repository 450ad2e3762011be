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
                    new FileStream(
                        RunLockFile.PathOf(run),
                        FileMode.OpenOrCreate,
                        FileAccess.ReadWrite,
                        FileShare.None,
                        1,
                        FileOptions.DeleteOnClose
                    )
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
                    $"{run} cannot be trained: {RunLockFile.PathOf(run)} cannot be written: {fault.Message} Choose a folder that can be "
                        + "written to."
                );
            }
        }
    }

    /// <summary>Whether a process trains the run now.</summary>
    public static bool IsHeld(string run) => RunLockFile.State(run) == RunLockState.Held;

    public void Dispose() => _file.Dispose();
}
