namespace Ballast;

/// <summary>The file beside a run file that the process that trains it holds open; it goes with the process, however that ends.</summary>
public static class RunLockFile
{
    /// <summary>Its name.</summary>
    /// <param name="run">The run file.</param>
    public static string PathOf(string run) => Path.ChangeExtension(run, ".lock");

    /// <summary>What it says about the process that trains or trained the run.</summary>
    /// <param name="run">The run file.</param>
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
}
