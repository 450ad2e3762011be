using System.Runtime.Intrinsics.X86;

namespace Ballast;

/// <summary>
/// Processors that say they describe their caches, and then do not: virtual AMD ones whose host leaves CPUID leaf 0x8000001D empty.
/// </summary>
internal static class HiddenCaches
{
    private const int Vendor = 0,
        CacheProperties = unchecked((int)0x8000001D);

    public const string Cause =
        "its virtual AMD processor hides the sizes of its caches, which oneDNN (inside libtorch) then takes for one byte each";

    public static bool AreHere
    {
        get
        {
            if (!X86Base.IsSupported)
                return false;
            var (_, ebx, ecx, edx) = X86Base.CpuId(Vendor, 0);
            if ((ebx, edx, ecx) != (0x68747541, 0x69746E65, 0x444D4163))
                return false; // "Auth" "enti" "cAMD"
            var caches = X86Base.CpuId(CacheProperties, 0);
            return caches is { Ebx: 0, Ecx: 0 };
        }
    }
}
