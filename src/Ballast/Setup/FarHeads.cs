using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Which heads of a network the loss pulls far, in every batch or in all of them together.</summary>
internal static class FarHeads
{
    /// <summary>True if there are any, in a network that is in no other trouble.</summary>
    public static bool AreSuspected(Examination seen) =>
        seen.First.Order.Count > 0
        && (seen.HasFewRows ? AreFarTogether(seen) : seen.All(FarOutput.IsSuspected))
        && Trouble.Of(seen.First).Kind == TroubleKind.None;

    /// <summary>Those to be moved, the farthest first.</summary>
    public static IEnumerable<WeightedModule> Of(Examination seen)
    {
        var probe = seen.First;
        return
        [
            .. from pull in probe.Pulls
            where seen.HasFewRows || pull.Value > FarPull || FarOutput.IsExcess(probe)
            orderby pull.Value descending
            select pull.Key,
        ];
    }

    private static bool AreFarTogether(Examination seen)
    {
        using var scope = NewDisposeScope();
        return seen.Together() is (var loss, var heads)
            && FarOutput.IsSuspected(heads.SelectMany(head => HeadPull.Of(head.Errors)).Max(), HeadPull.Excess(loss, heads));
    }
}
