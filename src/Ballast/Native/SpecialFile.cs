using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>
/// What looks like a file and is none: opening a named pipe waits for a writer, maybe for ever, and a device may have no end. .NET does not
/// tell them apart before they are opened, so Linux is asked.
/// </summary>
internal static unsafe partial class SpecialFile
{
    private const int CurrentFolder = -100,
        WantType = 1,
        StatSize = 256,
        ModeAt = 28,
        TypeBits = 0xf000;

    /// <summary>What a path is in words, links followed; null for a file, a folder, or where that is not known.</summary>
    public static string? Kind(string path)
    {
        if (!OperatingSystem.IsLinux() || path.Contains('\0', StringComparison.Ordinal))
            return null;
        var stat = stackalloc byte[StatSize];
        try
        {
            if (StatX(CurrentFolder, path, 0, WantType, stat) != 0)
                return null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null; // an old C library
        }

        return (*(ushort*)(stat + ModeAt) & TypeBits) switch
        {
            0x1000 => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0xc000 => "a socket",
            _ => null,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte* stat);
}
