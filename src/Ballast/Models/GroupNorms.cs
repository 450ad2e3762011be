using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>Group normalisation that starts with scale 1 and shift 0; TorchSharp 0.107 leaves both as the memory was.</summary>
internal static class GroupNorms
{
    public static GroupNorm Create(long groups, long channels)
    {
        var norm = GroupNorm(groups, channels);
        UnsetNorm.Set(norm);
        return norm;
    }
}
