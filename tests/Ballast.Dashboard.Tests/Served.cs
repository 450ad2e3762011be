using System.Net;

namespace Ballast.Dashboard.Tests;

/// <summary>A folder of runs and a page over it, for one test.</summary>
internal sealed class Served
{
    private DashboardServer? _server;

    public string Folder { get; } = Directory.CreateTempSubdirectory("ballast-ui-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public DashboardServer Server => _server ?? throw new InvalidOperationException("Start it first.");

    public HttpClient Client { get; private set; } = new();

    public async Task StartAsync(DashboardOptions? options = null)
    {
        _server = await DashboardServer.StartAsync(
            (options ?? new DashboardOptions { Folder = Folder, Pause = TimeSpan.FromMilliseconds(50) }) with
            {
                Folder = Folder,
            }
        );
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _server.Address };
    }

    public async Task<(HttpStatusCode Status, string Body)> Get(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            if (name == "Host")
                request.Headers.Host = value;
            else
                request.Headers.Add(name, value);
        using var answer = await Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task EndAsync()
    {
        Client.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
