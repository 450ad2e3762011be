using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Group normalisation that starts with scale 1 and shift 0; TorchSharp 0.107 leaves both as the memory was.</summary>
internal static class GroupNorms
{
    public static GroupNorm Create(long groups, long channels)
    {
        using var off = no_grad();
        var norm = GroupNorm(groups, channels);
        norm.weight.Set(1);
        norm.bias!.zero_();
        return norm;
    }
}
