namespace Ballast.Cli;

/// <summary>The first Ctrl-C ends the training after the present step; the second ends the process.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public Interrupt() => Console.CancelKeyPress += Cancel;

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Cancel;
        _source.Dispose();
    }

    private void Cancel(object? sender, ConsoleCancelEventArgs key)
    {
        key.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
