using TorchSharp;

namespace Ballast.Cli;

/// <summary>What the version of TorchSharp at hand does with numbers that libtorch reads.</summary>
internal static class Temporaries
{
    // read in their IL: tests/Ballast.Analyzers.Tests derives the list of members
    private const int LastSeen = 107;

    /// <summary>One line for <c>ballast doctor</c>.</summary>
    public static string Row =>
        typeof(torch).Assembly.GetName().Version is { Major: 0, Minor: <= LastSeen }
            ? "TorchSharp may free a number while libtorch reads it; Ballast holds its own, "
                + "for a loop of yours see docs/temporaries.md (BAL001)"
            : "not known of this version of TorchSharp; see docs/temporaries.md";
}
