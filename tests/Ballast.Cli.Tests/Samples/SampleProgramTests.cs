using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ballast.Cli.Tests.Commands;

namespace Ballast.Cli.Tests.Samples;

/// <summary>Every program in samples/ runs and shows what it says it does.</summary>
public sealed partial class SampleProgramTests : IDisposable
{
    private static readonly string s_folder = Path.Combine(Tool.Root, "samples");
    private readonly string _work = Directory.CreateTempSubdirectory("ballast-samples-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    /// <summary>Name, arguments, what has to be in the output.</summary>
    public static TheoryData<string, string, string> Programs =>
        new()
        {
            { "one-line", "", @"step 300   loss 0\." },
            { "one-line", "plain", "step 300   loss NaN" },
            { "choose-rules", "", @"(?s)no guard  test error (NaN|[\d.e+]+) .*auto .*own list  test error 0\.\d+   refused +[1-9]" },
            { "own-rule", "", @"(?s)step 150: the loss .* times the best.*step 200: .*step 299: loss 0\." },
            { "own-optimizer", "", "loss" },
            { "ranks", "", @"(?s)step 50: loss NaN  Skip: .*step 299: loss 0\." },
            { "rollback", "", @"(?s)struck: step \d+, back to step \d+.*the same to the last bit" },
            { "dropout", "", @"(?s)none +seen .*dropout +seen .*drop-connect +seen" },
            { "deadly-flip", "", @"(?s)no guard .*deadly flip .* [1-9]\d* flips: .*auto .*accuracy [5-9]\d" },
            { "image-recognition", "", @"(?s)trained: test accuracy [7-9]\d.*f1 0\..*picture 4: .*it is " },
            { "own-data", "", @"trained: half of the prices are within 1\d," },
            { "fine-tuning", "", @"(?s)from scratch .*tensors fit; fresh: .*fine-tuned +\d" },
            { "gan", "", "round 800   [3-8] of 8 points met" },
            { "metrics", "", "ballast.broken_steps" },
            { "founding-article", "20", "test accuracy" },
        };

    [Theory, MemberData(nameof(Programs))]
    public async Task It_shows_what_it_says(string sample, string arguments, string expected)
    {
        using var process = Start(sample, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}\n{await error}");
        Assert.Matches(expected, await output);
    }

    [Fact]
    public void Every_program_is_among_them()
    {
        string[] tried = [.. Programs.Select(row => (string)row[0]).Distinct(), "service"];
        var programs = Directory
            .GetFiles(s_folder, "*.csproj", SearchOption.AllDirectories)
            .Where(it => File.ReadAllText(it) is var text && (text.Contains(">Exe<") || text.Contains("Sdk.Web")))
            .Select(it => Path.GetFileNameWithoutExtension(it)!)
            .Except(["mirror-descent", "temporaries"]); // minutes of measuring: what they print stands in the documents
        Assert.Empty(programs.Except(tried));
    }

    [Fact]
    public async Task The_service_trains_answers_and_says_that_it_is_well()
    {
        using var process = Start("service", "--urls", "http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(process) };
            Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative)));
            JsonElement state;
            do
            {
                await Task.Delay(100);
                state = await client.GetFromJsonAsync<JsonElement>(new Uri("/training", UriKind.Relative));
            } while (state.GetProperty("status").GetString() is "starting" or "training");
            Assert.Equal(("trained", 1200L), (state.GetProperty("status").GetString(), state.GetProperty("steps").GetInt64()));
            async Task<(HttpStatusCode, string)> Predict(params float[] x)
            {
                using var answer = await client.PostAsJsonAsync(new Uri("/predict", UriKind.Relative), x);
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
            }

            Assert.InRange(float.Parse((await Predict(0.1f, -0.1f)).Item2), 0, 0.1);
            Assert.InRange(float.Parse((await Predict(2, -1)).Item2), 0.9, 1);
            Assert.Equal(HttpStatusCode.BadRequest, (await Predict(1)).Item1);
            Assert.Single(Directory.GetFiles(Path.Combine(_work, "runs"), "run.db", SearchOption.AllDirectories));
        }
        finally
        {
            process.Kill();
        }
    }

    private Process Start(string sample, params string[] arguments)
    {
        var configuration = typeof(SampleProgramTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = Path.Combine(s_folder, sample, "bin", configuration, "net10.0", $"{sample}.dll");
        return Process.Start(
            new ProcessStartInfo("dotnet", [program, .. arguments])
            {
                WorkingDirectory = _work,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["OMP_NUM_THREADS"] = "1" },
            }
        )!;
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (Listening().Match(line) is { Success: true } it)
            {
                _ = process.StandardOutput.ReadToEndAsync(); // a pipe that nobody reads would stop it
                return new(it.Groups[1].Value);
            }

        throw new InvalidOperationException($"It ended with {await process.StandardError.ReadToEndAsync()}");
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
