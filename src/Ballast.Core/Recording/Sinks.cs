namespace Ballast;

/// <summary>Every record sink of the library, one line each.</summary>
public static class Sinks
{
    /// <summary>Writes a run file in the background. See <see cref="RunFileWriter"/>.</summary>
    /// <param name="path">A file ending in <c>.db</c>, or a folder, which gets a <c>run.db</c>.</param>
    /// <param name="options">What to note about the run; optional.</param>
    /// <exception cref="RunFileException">The file exists already, or cannot be created.</exception>
    public static RunFileWriter RunFile(string path, RunFileOptions? options = null) => new(path, options);

    /// <summary>One readable line every few steps and for every intervention.</summary>
    /// <param name="every">Steps between two lines, at least 1.</param>
    /// <param name="output">Where to; default is standard output.</param>
    public static IRecordSink Console(int every = 100, TextWriter? output = null) => new ConsoleSink(every, output ?? System.Console.Out);

    /// <summary>
    /// A sink from a lambda. The record's buffers belong to the guard: <see cref="StepRecord.Keep"/> what outlives the call.
    /// </summary>
    public static IRecordSink From(Action<StepRecord> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new DelegateSink(write);
    }
}
