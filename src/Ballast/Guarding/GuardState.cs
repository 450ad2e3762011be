using System.Text.Json;

namespace Ballast;

/// <summary>Everything a guard remembers, as it is written into a checkpoint: JSON with numbers to the last bit.</summary>
internal sealed record GuardState(
    int Format, long Step, IReadOnlyDictionary<string, string> Rules, string? LossRange, int[] Calls, long[] Limited, bool[] Outputs, double[] Kept, InputScale? Standardised, IReadOnlyList<OutputScale> OutputScales, CourseState? Course,
    byte[]?[]? Edits = null, StrideState? Stride = null, RetreatState? Retreat = null)
{
    public const int Current = 4;

    public void Write(Stream to) => JsonSerializer.Serialize(to, this);

    public static GuardState Read(Stream from)
    {
        GuardState? state;
        try
        {
            state = JsonSerializer.Deserialize<GuardState>(from);
        }
        catch (JsonException fault)
        {
            throw new FormatException($"This is not the state of a guard: {fault.Message} The checkpoint is damaged; start from an earlier one.", fault);
        }

        if (state is not { Rules: not null, Calls: not null, Limited: not null, Outputs: not null, Kept: not null, OutputScales: not null }) throw new FormatException("This is not the state of a guard. The checkpoint is damaged; start from an earlier one.");
        return state.Format == Current
            ? state
            : throw new FormatException($"The state of the guard has format {state.Format} but this version of Ballast reads {Current}: use the version that wrote it.");
    }
}
