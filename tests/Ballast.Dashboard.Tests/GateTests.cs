using System.Net;

namespace Ballast.Dashboard.Tests;

/// <summary>Who is let in: a page that is open elsewhere must not read the trainings of whoever opened it.</summary>
public sealed class GateTests : IAsyncLifetime
{
    private readonly Served _served = new();

    public Task InitializeAsync()
    {
        SampleRun.Write(_served["run"], 10);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _served.EndAsync();

    [Theory]
    [InlineData("Host", "evil.example")] // a name that was pointed here: DNS rebinding
    [InlineData("Host", "localhost.evil.example")]
    [InlineData("Host", "127.0.0.1.nip.example:5230")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Requests_of_others_are_refused(string header, string value)
    {
        await _served.StartAsync();
        foreach (var path in new[] { "/", "/api/runs", "/api/runs/run", "/api/live", "/api/runs/run/steps.csv", "/page/page.js" })
            Assert.Equal(HttpStatusCode.Forbidden, (await _served.Get(path, (header, value))).Status);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:99")]
    public async Task This_machine_by_any_of_its_names_is_let_in(string host)
    {
        await _served.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await _served.Get("/api/runs", ("Host", host))).Status);
    }

    [Theory]
    [InlineData("/api/runs/..")]
    [InlineData("/api/runs/%2e%2e%2fetc")]
    [InlineData("/api/runs/..%2f..%2fetc%2fpasswd/curves")]
    [InlineData("/api/runs/%2fetc")]
    [InlineData("/page/..%2fBallast.Dashboard.dll")]
    [InlineData("/page/%2e%2e/%2e%2e/etc/passwd")]
    public async Task No_path_leads_out_of_the_folder(string path)
    {
        await _served.StartAsync();
        SampleRun.Write(Path.Combine(_served.Folder, "..", Path.GetFileName(_served.Folder) + "-secret"), 3);
        try
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _served.Get(path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await _served.Get($"/api/runs/..%2f{Path.GetFileName(_served.Folder)}-secret")).Status);
        }
        finally
        {
            Directory.Delete(_served.Folder + "-secret", recursive: true);
        }
    }

    [Fact]
    public async Task Nothing_can_be_written()
    {
        await _served.StartAsync();
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options })
        {
            using var answer = await _served.Client.SendAsync(new HttpRequestMessage(method, "/api/runs/run"));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task No_answer_may_run_scripts_of_others_or_be_framed()
    {
        await _served.StartAsync();
        using var answer = await _served.Client.GetAsync(new Uri("/", UriKind.Relative));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Others_need_the_token_and_the_browser_keeps_it()
    {
        await _served.StartAsync(new DashboardOptions { Folder = "", Address = IPAddress.Any });
        var token = _served.Server.Address.Query["?token=".Length..];
        Assert.Equal(32, token.Length);
        _served.Client.BaseAddress = null;
        var at = $"http://127.0.0.1:{_served.Server.Address.Port}";
        Assert.Equal(HttpStatusCode.Forbidden, (await _served.Get($"{at}/api/runs")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _served.Get($"{at}/?token={new string('0', 32)}")).Status);
        using var first = await _served.Client.GetAsync(new Uri($"{at}/?token={token}"));
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal("/", first.Headers.Location!.ToString());
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await _served.Get($"{at}/api/runs", ("Cookie", cookie.Split(';')[0]))).Status);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_said() =>
        Assert.Contains(
            "There is no folder",
            (
                await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
                    DashboardServer.StartAsync(new DashboardOptions { Folder = _served["nothing"] })
                )
            ).Message,
            StringComparison.Ordinal
        );
}
