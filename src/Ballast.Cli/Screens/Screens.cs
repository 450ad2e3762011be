using Spectre.Console;

namespace Ballast.Cli;

/// <summary>Chooses how a training is shown.</summary>
internal static class Screens
{
    /// <summary>
    /// A live screen where there is a terminal and colours are wanted, plain lines otherwise; with <paramref name="quiet"/>
    /// only the summary at the end. Dispose it however the training ends.
    /// </summary>
    /// <param name="json">True to leave standard output to the machine-readable line: all of this goes to standard error.</param>
    /// <param name="quiet">True for the summary alone.</param>
    /// <param name="color">False for plain text whatever the terminal can do.</param>
    /// <param name="facts">What to say about the run.</param>
    public static IScreen For(bool json, bool quiet, bool color, RunFacts facts)
    {
        var (writer, redirected) = json ? (Console.Error, Console.IsErrorRedirected) : (Console.Out, Console.IsOutputRedirected);
        if (!quiet && color && !redirected)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
            if (console.Profile.Capabilities is { Ansi: true, Interactive: true })
                return new LiveScreen(console, facts);
        }

        return new PlainScreen(Plain(writer), facts, quiet, TimeProvider.System);
    }

    /// <summary>
    /// Where tables go: standard output, or standard error where that is left to the machine-readable line. What is read by a program or
    /// a file is as wide as it comes.
    /// </summary>
    public static IAnsiConsole Said(bool json) =>
        json ? (Console.IsErrorRedirected ? Plain(Console.Error) : AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }))
        : Console.IsOutputRedirected ? Plain(Console.Out)
        : AnsiConsole.Console;

    /// <summary>A console without colours, cursor movement or line breaks of its own.</summary>
    internal static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = 10_000; // whoever reads a log breaks lines himself
        return console;
    }
}
