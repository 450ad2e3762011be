using Spectre.Console;

namespace Ballast.Cli;

/// <summary>What many trials came to.</summary>
internal interface ITrialReport
{
    /// <summary>As a table.</summary>
    string Markdown { get; }

    /// <summary>For machines.</summary>
    object Json { get; }

    /// <summary>For the terminal.</summary>
    void Draw(IAnsiConsole console);
}
