using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using Ballast.Dashboard;

namespace Ballast.Cli;

/// <summary><c>ballast ui [FOLDER]</c>: the page over the runs in a folder, until Ctrl-C.</summary>
internal static class UiCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder")
        {
            Description = "The runs, one level deep; or one run.",
            DefaultValueFactory = _ => RunFolder.Runs,
        };
        var port = new Option<int>("--port") { Description = "Default: 5230, or a free one if that is taken." };
        var host = new Option<string?>("--host")
        {
            Description =
                "Address to listen at, such as 0.0.0.0, for others to look on; they need the token that is printed. Default: only "
                + "this machine.",
        };
        var open = new Option<bool>("--no-open") { Description = "Don't open a browser." };
        var command = new Command("ui", "Look at runs in a browser: live, after a crash, beside each other.") { folder, port, host, open };
        command.SetAction(
            async (parsed, _) =>
            {
                var address = new TaskCompletionSource<Uri>();
                if (!parsed.GetValue(open)) // from a thread with the usual priority: a browser that begins here has its own
                    new Thread(() => Browser.Open(address.Task.GetAwaiter().GetResult())) { IsBackground = true }.Start();
                StandBack();
                using var interrupt = new Interrupt();
                await using var page = await Start(parsed.GetValue(folder)!, parsed.GetValue(host), parsed.GetValue(port))
                    .ConfigureAwait(false);
                Console.Out.WriteLine($"{page.Address}");
                Console.Out.WriteLine("Ctrl-C ends it.");
                Console.Out.Flush();
                address.SetResult(page.Address);
                await Task.Delay(Timeout.Infinite, interrupt.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
                return ExitCode.Done;
            }
        );
        return command;
    }

    /// <exception cref="UsageException">The folder, the address or the port cannot be had.</exception>
    public static async Task<DashboardServer> Start(string folder, string? host = null, int port = 0)
    {
        if (host is not null && !IPAddress.TryParse(host, out _))
            throw new UsageException($"--host {host} is no address. Give one such as 0.0.0.0 (everybody who reaches this machine).");
        if (port is < 0 or > IPEndPoint.MaxPort)
            throw new UsageException($"--port {port} is none. Give a number from 1 to {IPEndPoint.MaxPort}.");
        var options = new DashboardOptions
        {
            Folder = folder,
            Address = host is null ? IPAddress.Loopback : IPAddress.Parse(host),
            Port = port == 0 ? Usual : port,
        };
        try
        {
            return await DashboardServer.StartAsync(options).ConfigureAwait(false);
        }
        catch (IOException) when (port == 0)
        {
            return await DashboardServer.StartAsync(options with { Port = 0 }).ConfigureAwait(false); // that one is taken
        }
        catch (Exception fault) when (fault is DirectoryNotFoundException or IOException)
        {
            throw new UsageException(fault.Message);
        }
    }

    private const int Usual = 5230;

    // whoever looks on takes the cores that a training leaves; before any thread of the server is there, since they begin with the same
    private static void StandBack()
    {
        try
        {
            using var self = Process.GetCurrentProcess();
            self.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            // where that may not be asked for, the page is served all the same
        }
    }
}
