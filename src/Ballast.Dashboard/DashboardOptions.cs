using System.Net;

namespace Ballast.Dashboard;

/// <summary>What a page shows, and to whom.</summary>
public sealed record DashboardOptions
{
    /// <summary>The folder of the runs; or the folder or the file of one.</summary>
    public required string Folder { get; init; }

    /// <summary>The address that is listened at. Default: this machine alone. Any other takes a token.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for one that is free. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>
    /// What a visitor has to show, once, as <c>?token=…</c>. Default: none on this machine alone, a random one on any other address.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>How often the run files are looked at while somebody watches. Default: a second.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}
