using Spectre.Console;

namespace Ballast.Cli;

/// <summary>What <c>ballast survive</c> came to.</summary>
internal interface ISurvivalReport
{
    /// <summary>As a table.</summary>
    string Markdown { get; }

    /// <summary>For machines.</summary>
    object Json { get; }

    /// <summary>For the terminal.</summary>
    void Draw(IAnsiConsole console);
}
