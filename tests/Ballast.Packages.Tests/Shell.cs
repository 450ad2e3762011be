using System.Diagnostics;

namespace Ballast.Packages.Tests;

/// <summary>Runs <c>dotnet</c> as somebody would who has nothing of this repository.</summary>
internal static class Shell
{
    /// <summary>Where packages come from, in the folder of a trial.</summary>
    public const string Config = "nuget.config";

    /// <param name="folder">Where it runs.</param>
    /// <param name="trial">
    /// The folder of a trial: restores bring packages into it, from nowhere but what its <see cref="Config"/> says. Null for the
    /// repository.
    /// </param>
    /// <param name="arguments">Of dotnet.</param>
    /// <returns>The exit code, and what it wrote to both streams.</returns>
    public static async Task<(int Exit, string Output)> DotnetAsync(string folder, string? trial, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_NOLOGO"] = "1",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
                ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
                ["MSBUILDDISABLENODEREUSE"] = "1",
            },
        };
        // a test host hands down where its own runtime and build lie
        foreach (var inherited in start.Environment.Keys.Where(it => it.StartsWith("MSBuild", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(inherited);
        if (trial is not null)
        {
            start.Environment["NUGET_PACKAGES"] = Path.Combine(trial, "packages");
            start.Environment["RestoreConfigFile"] = Path.Combine(trial, Config);
            // the SDK remembers, for each version of a tool and for good, where it was unpacked first: a second trial of the same
            // version would be sent to the folder of the first, which is gone
            start.Environment["DOTNET_CLI_HOME"] = Path.Combine(trial, "home");
        }
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
