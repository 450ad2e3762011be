using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>
/// Room for the signals by which .NET notices a null reference. Its threads have 16 KB for that on Linux; once a process may use AMX, which
/// libtorch asks for with its first product in bfloat16, the processor's state alone takes 11 KB of it, and the next
/// <see cref="NullReferenceException"/>, caught or not, ends the process without a word (docs/wrong-machines.md).
/// </summary>
internal static unsafe partial class SignalStack
{
    private const int Enough = 64 << 10,
        Page = 4096;
    private const int ReadWrite = 3,
        PrivateAnonymous = 0x22; // PROT_ and MAP_
    private const nint Failed = -1;

    [ThreadStatic]
    private static bool t_done;

    /// <summary>
    /// Gives this thread more, where it has too little. Costs 68 KB of addresses for each thread that asks; never throws.
    /// </summary>
    public static void Ensure()
    {
        if (t_done || !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return;
        t_done = true;
        try
        {
            Stack present;
            if (SignalStackOf(null, &present) != 0 || present.Size >= Enough)
                return;
            var room = Map(0, Enough + Page, ReadWrite, PrivateAnonymous, -1, 0); // a page below: .NET gives back what it had laid out
            if (room == Failed)
                return;
            Stack larger = new() { Base = room + Page, Size = Enough };
            _ = SignalStackOf(&larger, null); // refused: as it was
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            // another C library: as it was
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaltstack")]
    private static partial int SignalStackOf(Stack* wanted, Stack* present);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint at, nint length, int protection, int flags, int file, nint offset);

    [StructLayout(LayoutKind.Sequential)]
    private struct Stack
    {
        public nint Base;
        public int Flags;
        public nint Size;
    }
}
