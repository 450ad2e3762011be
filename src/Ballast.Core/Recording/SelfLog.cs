namespace Ballast;

/// <summary>
/// Where the library says that one of its own observers failed. Nothing is ever thrown from here: a report that cannot be
/// written is lost.
/// </summary>
public static class SelfLog
{
    private static readonly Action<string> StandardError = message => Console.Error.WriteLine(message);
    private static Action<string> _out = StandardError;

    /// <summary>Receives each report as one line. Default: standard error; null restores it.</summary>
    public static Action<string>? Out
    {
        get => _out;
        set => _out = value ?? StandardError;
    }

    /// <summary>Reports one line.</summary>
    public static void Write(string message)
    {
#pragma warning disable CA1031 // the last place a failure can go: throwing from here would hurt the training it reports on
        try
        {
            _out($"ballast: {message}");
        }
        catch (Exception) { }
#pragma warning restore CA1031
    }
}
