using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ballast.Dashboard;

/// <summary>
/// Serves a page over the runs in a folder, live while they are trained. It only reads: nothing that a visitor does changes a run.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly RunLibrary _library;
    private readonly string? _token;

    private DashboardServer(WebApplication web, RunLibrary library, string? token) => (_web, _library, _token) = (web, library, token);

    /// <summary>Where it is, with the token where one is needed.</summary>
    public Uri Address
    {
        get
        {
            var bound = new Uri(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            var everywhere = IPAddress.TryParse(bound.Host.Trim('[', ']'), out var ip) && ip.Equals(IPAddress.Any);
            return new UriBuilder(bound)
            {
                Host = everywhere ? Dns.GetHostName() : bound.Host,
                Query = _token is null ? "" : $"token={_token}",
            }.Uri;
        }
    }

    /// <summary>The page with one run, or several beside each other.</summary>
    /// <param name="runs">Names of their folders.</param>
    public Uri AddressOf(params string[] runs) =>
        new UriBuilder(Address) { Fragment = string.Join('&', runs.Select(run => $"run={Uri.EscapeDataString(run)}")) }.Uri;

    /// <summary>Begins to serve.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="RunFileException">A file is given that is no run.</exception>
    /// <exception cref="IOException">The address or the port cannot be had.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (File.Exists(options.Folder))
            RunFile.Open(options.Folder).Dispose(); // says so where it is no run
        else if (!Directory.Exists(options.Folder))
            throw new DirectoryNotFoundException($"There is no folder {options.Folder}. Train something, or give the folder of your runs.");
        var alone = IPAddress.IsLoopback(options.Address);
        var token = options.Token ?? (alone ? null : RandomNumberGenerator.GetHexString(32, lowercase: true));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port);
        });
        // streams that stay open must not hold up the end
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var web = builder.Build();
        var library = new RunLibrary(options.Folder);
        var gate = new Gate(alone, token);
        web.Use(gate.PassAsync);
        var news = new News(library, options.Pause, web.Lifetime.ApplicationStopping);
        Endpoints.Map(web, library, news, new Answers(options.Pause));
        try
        {
            await web.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await web.DisposeAsync().ConfigureAwait(false);
            library.Dispose();
            throw;
        }

        return new(web, library, token);
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _library.Dispose();
    }

    // Ctrl-C belongs to whoever serves: a training may have to end in order first
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
