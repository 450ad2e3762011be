namespace Ballast;

/// <summary>Tells a disk (or a quota) that is full from other reasons why a file could not be written.</summary>
internal static class DiskSpace
{
    private const int NoSpace = 28,
        LinuxQuota = 122,
        MacQuota = 69,
        WindowsFull = unchecked((int)0x80070070),
        WindowsHandleFull = unchecked((int)0x80070027);

    public static bool IsFull(IOException fault) =>
        fault.HResult is NoSpace or WindowsFull or WindowsHandleFull
        || fault.HResult == (OperatingSystem.IsMacOS() ? MacQuota : LinuxQuota);
}
