using Microsoft.Extensions.Logging;

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
    /// Log messages with stable event ids for what is not ordinary. It is an <see cref="ITrainingProgress"/> too: given to a trainer as
    /// both, it tells of evaluations and the end.
    /// </summary>
    /// <param name="logger">Where to.</param>
    public static IRecordSink Logger(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return new LoggerSink(logger);
    }

    /// <summary>Instruments of the meter <c>Ballast</c> (System.Diagnostics.Metrics), for OpenTelemetry and Prometheus.</summary>
    /// <param name="run">A tag that tells trainings apart; optional.</param>
    public static IRecordSink Metrics(string? run = null) => new MeterSink(null, run);

    /// <summary>
    /// Posts a JSON message when a training is halted, goes back, ends or is noticed to go wrong. It is an <see
    /// cref="ITrainingProgress"/> too.
    /// </summary>
    /// <param name="address">An http or https address.</param>
    /// <param name="run">What to call the training.</param>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static IRecordSink Webhook(Uri address, string run)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrWhiteSpace(run);
        return new WebhookSink(address, run);
    }

    /// <summary>
    /// A sink from a lambda. The record's buffers belong to the guard: <see cref="StepRecord.Keep"/> what outlives the call.
    /// </summary>
    public static IRecordSink From(Action<StepRecord> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new DelegateSink(write);
    }
}
