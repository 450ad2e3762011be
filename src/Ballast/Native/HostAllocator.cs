using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>The memory that libtorch's tensors on the CPU come from: the C library's.</summary>
public static partial class HostAllocator
{
    private const int TrimThreshold = -1,
        MmapThreshold = -3; // malloc.h of glibc
    private const int Large = 1 << 30,
        LargestOfOlder = 32 << 20;

    /// <summary>
    /// Tells glibc to keep memory that was freed instead of giving it back to the system, so that the large temporaries of every step do
    /// not cost page faults. For the rest of the process, which then never shrinks again. Call it before the first tensor is made.
    /// </summary>
    /// <returns>False where the C library is another one: nothing was changed.</returns>
    public static bool KeepFreed()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            // older versions refuse a threshold above half a heap
            return (Mallopt(MmapThreshold, Large) == 1 || Mallopt(MmapThreshold, LargestOfOlder) == 1)
                && Mallopt(TrimThreshold, int.MaxValue) == 1;
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
