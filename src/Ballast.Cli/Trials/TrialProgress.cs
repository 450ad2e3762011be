using System.Globalization;

namespace Ballast.Cli;

/// <summary>One line for every trial that has ended.</summary>
/// <param name="trials">How many there are.</param>
/// <param name="output">Where the lines go.</param>
/// <param name="say">A result in words.</param>
internal sealed class TrialProgress<TResult>(int trials, TextWriter output, Func<TResult, string> say)
{
    private readonly Lock _lock = new();
    private int _ended;

    public void Ended(TResult result, bool known)
    {
        lock (_lock)
        {
            _ended++;
            if (!known)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_ended}/{trials} {say(result)}"));
        }
    }
}
