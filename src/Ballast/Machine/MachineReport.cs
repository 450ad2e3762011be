namespace Ballast;

/// <summary>What the self-test of the machine found on one device, and what was done about it.</summary>
/// <param name="State">The finding.</param>
/// <param name="Device">The device that was tested, such as <c>cpu</c> or <c>cuda:0</c>.</param>
public sealed record MachineReport(MachineState State, string Device)
{
    /// <summary>How many small computations were compared with float64.</summary>
    public int Checks { get; init; }

    /// <summary>Those that were wrong before anything was done; empty where the cause was known and mended beforehand.</summary>
    public IReadOnlyList<string> Wrong { get; init; } = [];

    /// <summary>Those that are wrong still.</summary>
    public IReadOnlyList<string> StillWrong { get; init; } = [];

    /// <summary>What was done about it, as a part of a sentence; empty if nothing.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>Why the machine computes wrongly, or why it could not be tested, as far as is known; empty if not.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Whether products of float32 keep only the ten bits of TF32, which is fast, wanted by many, and not wrong.</summary>
    public bool Tf32 { get; init; }

    /// <summary>How long the test took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The finding in plain words, in one line.</summary>
    public string Text =>
        State switch
        {
            MachineState.Right =>
                $"{Checks} computations agree with float64 on {Device}{(Tf32 ? ", float32 products with the ten bits of TF32" : "")}",
            MachineState.Mended => $"{Fault}{Because}. {Remedy}; {Checks} computations agree with float64 now",
            MachineState.Wrong => $"{Amount(StillWrong.Count)} computed wrongly on "
                + $"{Device}{(Remedy.Length > 0 ? $" even after this: {Remedy}" : "")}{Because} "
                + $"({string.Join(", ", StillWrong.Take(4))}{(StillWrong.Count > 4 ? ", …" : "")}). "
                + "Results of this process are not to be believed: use another machine, or another build of libtorch",
            _ => $"not tested on {Device}{Because}",
        };

    /// <summary>
    /// What a user has to hear: <see cref="Text"/> with where to read on; null where all is right, or was not to be tested.
    /// </summary>
    public string? News =>
        State is MachineState.Mended or MachineState.Wrong || (State == MachineState.Untested && Cause.Length > 0)
            ? $"{Text}. See docs/wrong-machines.md."
            : null;

    private string Fault =>
        Wrong.Count > 0 ? $"{Amount(Wrong.Count)} computed wrongly on {Device}" : "convolutions would be computed wrongly on this machine";

    private string Because => Cause.Length > 0 ? $": {Cause}" : "";

    private string Amount(int count) => $"{count} of {Checks} small computations {(count == 1 ? "is" : "are")}";
}
