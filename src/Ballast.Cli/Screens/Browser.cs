using System.ComponentModel;
using System.Diagnostics;

namespace Ballast.Cli;

/// <summary>The user's browser.</summary>
internal static class Browser
{
    /// <summary>Shows an address, where there is a screen; whoever is on ssh has it printed.</summary>
    public static void Open(Uri address)
    {
        var hasScreen =
            !OperatingSystem.IsLinux()
            || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
        if (!hasScreen || Console.IsOutputRedirected)
            return;
        try
        {
            using var _ = Process.Start(new ProcessStartInfo(address.ToString()) { UseShellExecute = true });
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException or FileNotFoundException)
        {
            // no browser to be had: the address stands on the screen
        }
    }
}
