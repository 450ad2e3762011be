using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>What rank 0 says once a step was taken or refused.</summary>
/// <param name="Turned">The verdict, where the step itself has turned it; null as a rule.</param>
/// <param name="Undone">How many steps were gone back over.</param>
/// <param name="Rate">What the learning rate is multiplied by from here on.</param>
/// <param name="Sends">Whether it has changed more than the step does, and sends it.</param>
/// <param name="ReturnedTo">Of a rollback: the step it went back to.</param>
/// <param name="Replays">Of a rollback: whether the data went back too.</param>
internal readonly record struct Aftermath(Verdict? Turned, long Undone, double Rate, bool Sends, long? ReturnedTo, bool Replays)
{
    /// <summary>Rank 0 tells the others.</summary>
    public Aftermath Share(ICollective world)
    {
        Span<double> numbers =
        [
            Turned is { } turned ? (double)turned.Kind : 0,
            Rate,
            Sends ? 1 : 0,
            ReturnedTo ?? double.NaN,
            Replays ? 1 : 0,
            Undone,
        ];
        world.Broadcast(MemoryMarshal.AsBytes(numbers));
        var kind = (VerdictKind)numbers[0];
        var reason = kind == VerdictKind.Proceed ? "" : world.Share(Turned?.Reason ?? "");
        Verdict? verdict = kind switch
        {
            VerdictKind.Rollback => Verdict.Rollback(reason),
            VerdictKind.Halt => Verdict.Halt(reason),
            _ => null,
        };
        return world.Rank == 0
            ? this
            : new(
                verdict,
                (long)numbers[5],
                numbers[1],
                numbers[2] > 0,
                double.IsNaN(numbers[3]) ? null : (long)numbers[3],
                numbers[4] > 0
            );
    }
}
