using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>
/// Tells named pipes and sockets from files. Opening one of these waits for somebody at its other end, for ever if there is nobody, so
/// they are refused where a file is meant. What a shell hands over (<c>/dev/stdin</c>, <c>/dev/fd/63</c>) has somebody there and is read.
/// </summary>
internal static partial class FileKind
{
    private const int Kind = 0xF000, Pipe = 0x1000, Socket = 0xC000;
    private const int ModeAt = 4, Room = 256;   // of the runtime's own description of a file, which is alike on all systems
    private static readonly string[] HandedOver = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"];

    /// <summary>Whether a path leads to a named pipe or a socket.</summary>
    public static bool Waits(string path)
    {
        if (OperatingSystem.IsWindows() || path.Contains('\0', StringComparison.Ordinal) || HandedOver.Any(known => path.StartsWith(known, StringComparison.Ordinal))) return false;
        try
        {
            var status = new byte[Room];
            return Stat(path, status) == 0 && (BitConverter.ToInt32(status, ModeAt) & Kind) is Pipe or Socket;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, byte[] status);
}
