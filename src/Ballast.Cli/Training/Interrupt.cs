using System.Runtime.InteropServices;

namespace Ballast.Cli;

/// <summary>
/// The first Ctrl-C, SIGTERM or SIGHUP (the terminal was closed) ends the training after the present step; the second ends the process.
/// Before one of these exists, while data are read and a model is built, a signal ends the process at once: nothing was written yet.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;

    // a SIGHUP that is ignored, as under nohup, stays ignored: .NET takes no signal over that is
    public Interrupt() =>
        _signals = [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
                PosixSignalRegistration.Create(signal, Cancel)
            ),
        ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    private void Cancel(PosixSignalContext signal)
    {
        signal.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
