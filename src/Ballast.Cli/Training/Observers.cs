using System.CommandLine;

namespace Ballast.Cli;

/// <summary>Who else is told how a training goes: options of <c>ballast train</c>.</summary>
internal sealed class Observers : IDisposable
{
    private static readonly Option<string?> Webhook = new("--webhook")
    {
        Description = "Address that is posted a JSON message when the training is halted, goes back, ends or is noticed to go wrong.",
    };

    private static readonly Option<bool> TensorBoard = new("--tensorboard")
    {
        Description = "Write event files of TensorBoard too, into tensorboard/ in the run's folder.",
    };

    private Observers(IRecordSink[] sinks) => Sinks = sinks;

    /// <summary>All of them.</summary>
    public IReadOnlyList<IRecordSink> Sinks { get; }

    /// <summary>Those that are told of evaluations and the end too.</summary>
    public IEnumerable<ITrainingProgress> Progress => Sinks.OfType<ITrainingProgress>();

    /// <summary>The options.</summary>
    public static IEnumerable<Option> Options => [Webhook, TensorBoard];

    /// <param name="parsed">The command line.</param>
    /// <param name="run">The run file.</param>
    /// <exception cref="UsageException">The webhook is no address.</exception>
    public static Observers Of(ParseResult parsed, string run)
    {
        var (sinks, name) = (new List<IRecordSink>(), Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(run)))!);
        if (parsed.GetValue(Webhook) is { } address)
            sinks.Add(
                Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")
                    ? Ballast.Sinks.Webhook(uri, name)
                    : throw new UsageException($"--webhook {address} is no address. Give one such as https://example.org/hook.")
            );
        if (parsed.GetValue(TensorBoard))
            sinks.Add(new TensorBoardSink(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(run))!, "tensorboard")));
        return new([.. sinks]);
    }

    public void Dispose()
    {
        foreach (var sink in Sinks)
            sink.Dispose();
    }
}
