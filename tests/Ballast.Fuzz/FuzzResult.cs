using System.Globalization;

namespace Ballast.Fuzz;

/// <summary>What the tool made of one input.</summary>
/// <param name="Index">Its number in the run; with the seed it is drawn again.</param>
/// <param name="Kind">What was damaged.</param>
/// <param name="Exit">The tool's exit code, or that of the process it took with it; -1 for a hang.</param>
/// <param name="Megabytes">How much the memory of the process rose above what it was, at its highest.</param>
/// <param name="Said">The beginning of what it said where that is of interest.</param>
internal sealed record FuzzResult(int Index, string Kind, int Exit, int Megabytes, string Said)
{
    public const int Hang = -1;
    private const int MostMegabytes = FuzzWorker.FreeMegabytes + 1024;

    /// <summary>Bad input (2), an input that can be read (0), a training that it halts (3): all else is a fault.</summary>
    public bool IsFault => Exit is not (0 or 2 or 3) || Megabytes > MostMegabytes;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index} {Kind} exit {Exit} +{Megabytes} MB {Said}");
}
