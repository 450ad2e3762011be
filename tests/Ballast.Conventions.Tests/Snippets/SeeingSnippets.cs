using Ballast.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Conventions.Tests;

/// <summary>The code of docs/seeing.md.</summary>
internal static class SeeingSnippets
{
    public static async Task Serve()
    {
        await using var page = await DashboardServer.StartAsync(new DashboardOptions { Folder = "runs" });
        Console.WriteLine(page.AddressOf("my-run"));
    }

    public static GuardOptions Services()
    {
        using var services = new ServiceCollection().AddLogging().AddBallast().BuildServiceProvider();
        var options = GuardOptions.Auto with { Sinks = [.. services.GetServices<IRecordSink>(), Sinks.RunFile("runs/mine")] };
        return options;
    }
}
