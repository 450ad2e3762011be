using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ballast.Packages.Tests;

/// <summary>What a stranger gets who has the packages and nothing else.</summary>
public sealed partial class PackageTests(Feed feed) : IClassFixture<Feed>
{
    /// <summary>A loop of TorchSharp, with the one line.</summary>
    private const string Loop = """
        using Ballast;
        using static TorchSharp.torch;
        var (model, x) = (nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 1)), randn(512, 4));
        var optimizer = optim.Adam(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer);
        for (var step = 0; step <= 200; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.mse_loss(model.call(x), x.sum(1, keepdim: true));
            loss.backward();
            guard.Step(loss);
            if (step % 200 == 0) System.Console.WriteLine($"step {step}: {loss.item<float>():f3}");
        }
        """;

    /// <summary>Under ten lines: data, network, optimizer, loss, training, and what it has come to.</summary>
    private const string Whole = """
        using Ballast;
        using var data = Datasets.Load("fashion-mnist-sample");
        using var model = Models.Mlp(data.InputShape, data.Classes, new ModelOptions { Hidden = [100, 100], Seed = 1 });
        using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.05, momentum: 0.9);
        using var batches = new Batches(data.TrainX, data.TrainY, size: 64, seed: 1);
        var loss = Losses.CrossEntropy();
        var trainer = new Trainer { Model = model, Optimizer = optimizer, Loss = loss };
        var summary = trainer.Fit(batches, () => Evaluation.On(model, loss, data.TestX, data.TestY), epochs: 1);
        Console.WriteLine($"{summary.Status.Name()}: test accuracy {summary.TestAccuracy:p1}");
        """;

    private static string Libtorch =>
        OperatingSystem.IsWindows() ? "libtorch-cpu-win-x64"
        : OperatingSystem.IsMacOS() ? "libtorch-cpu-osx-arm64"
        : "libtorch-cpu-linux-x64";

    [Fact]
    public async Task A_new_project_trains_with_one_line()
    {
        var folder = feed.Folder("one-line");
        await feed.DotnetAsync(folder, "new", "console", "--no-restore");
        await feed.DotnetAsync(folder, "add", "package", "Ballast", "--prerelease");
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Loop);
        var told = await feed.FailAsync(folder, "run");
        var command = Regex.Match(told, @"dotnet (add package libtorch\S+ --version [\d.]+)");
        Assert.True(command.Success, told);
        Assert.Contains(Libtorch, command.Value, StringComparison.Ordinal);

        // as it is told
        await feed.DotnetAsync(folder, command.Groups[1].Value.Split(' '));
        var losses = Losses().Matches(await feed.DotnetAsync(folder, "run")).Select(it => double.Parse(it.Groups[1].Value)).ToArray();
        Assert.True(losses is [var first, var last] && last < first / 10, string.Join(' ', losses));

        Assert.True(Whole.Split('\n').Length < 10);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Whole);
        Assert.Matches(@"trained: test accuracy [6-9]\d", await feed.DotnetAsync(folder, "run"));
    }

    [Fact]
    public async Task A_script_in_F_sharp_trains()
    {
        var script = Path.Combine(feed.Folder("fsharp"), "train.fsx");
        var text = await File.ReadAllTextAsync(Path.Combine(feed.Repository, "samples", "fsharp", "train.fsx"));
        await File.WriteAllTextAsync(script, $"#i \"nuget: {feed.Packages}\"\n{text.Replace("libtorch-cpu-linux-x64", Libtorch)}");
        Assert.Matches(@"step 300   loss 0\.", await feed.DotnetAsync(Path.GetDirectoryName(script)!, "fsi", script));
    }

    /// <summary>Its cells one after the other, as a program in one file: a kernel for notebooks is not at hand.</summary>
    [Fact]
    public async Task The_cells_of_the_notebook_run()
    {
        var folder = feed.Folder("notebook");
        using var notebook = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(feed.Repository, "samples", "notebook", "exploding.ipynb"))
        );
        var lines = notebook
            .RootElement.GetProperty("cells")
            .EnumerateArray()
            .Where(it => it.GetProperty("cell_type").GetString() == "code")
            .SelectMany(it => it.GetProperty("source").EnumerateArray().Select(line => line.GetString()!.TrimEnd('\n')))
            .Select(line =>
                Reference().Replace(line, "#:package $1@$2").Replace("libtorch-cpu-linux-x64", Libtorch, StringComparison.Ordinal)
            );
        await File.WriteAllLinesAsync(Path.Combine(folder, "exploding.cs"), lines.Prepend("#:property PublishAot=false"));
        var output = await feed.DotnetAsync(folder, "run", "exploding.cs");
        Assert.Matches(@"step 299   without +NaN   with +0\.", output);
    }

    [Fact]
    public async Task The_template_makes_a_project_that_trains_and_is_tested()
    {
        var folder = feed.Folder("template");
        string[] hive = ["--debug:custom-hive", Path.Combine(folder, "hive")];
        var package = Directory.EnumerateFiles(feed.Packages, "Ballast.Templates.*.nupkg").Single();
        await feed.DotnetAsync(folder, ["new", "install", package, .. hive]);
        await feed.DotnetAsync(folder, ["new", "ballast", "--name", "Mine", .. hive]);
        Assert.Contains(
            "Passed:     2",
            await feed.DotnetAsync(folder, "test", Path.Combine("Mine", "Mine.Tests")),
            StringComparison.Ordinal
        );
        var output = await feed.DotnetAsync(folder, "run", "--project", Path.Combine("Mine", "Mine"));
        Assert.StartsWith("test accuracy ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_trains()
    {
        var folder = feed.Folder("tool");
        await feed.DotnetAsync(folder, "new", "tool-manifest");
        await feed.DotnetAsync(folder, "tool", "install", "Ballast.Tool", "--prerelease");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "mine.yaml"),
            "data: fashion-mnist-sample\nmodel: { name: mlp, hidden: [50] }\noptimizer: { name: adam, lr: 0.001 }\ntrain: { epochs: 1 }\n"
        );
        Assert.Contains(
            "\"learned\":\"yes\"",
            await feed.DotnetAsync(folder, "ballast", "train", "mine.yaml", "--json"),
            StringComparison.Ordinal
        );
        Assert.Matches(@"^\d+\.\d+\.\d+", await feed.DotnetAsync(folder, "ballast", "--version"));
    }

    [Fact]
    public void Every_package_says_what_it_is()
    {
        string[] packages = [.. Directory.EnumerateFiles(feed.Packages, "*.nupkg")];
        Assert.Equal(
            [
                "Ballast",
                "Ballast.Core",
                "Ballast.Dashboard",
                "Ballast.Lab",
                "Ballast.Mpi",
                "Ballast.Templates",
                "Ballast.Testing",
                "Ballast.Tool",
                $"Ballast.Tool.{RuntimeInformation.RuntimeIdentifier}",
            ],
            packages.Select(it => Version().Replace(Path.GetFileName(it), "")).Order(StringComparer.Ordinal)
        );
        Assert.All(packages, path =>
        {
            using var zip = ZipFile.OpenRead(path);
            string[] names = [.. zip.Entries.Select(it => it.FullName)];
            using var about = zip.Entries.Single(it => it.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            var meta = XDocument.Load(about).Root!.Elements().Single();
            string Said(string name) => meta.Elements().SingleOrDefault(it => it.Name.LocalName == name)?.Value ?? "";
            Assert.Equal(("MIT", "icon.png", "README.md"), (Said("license"), Said("icon"), Said("readme")));
            Assert.True(Said("description").Length > 40 && names.Contains("icon.png") && names.Contains("README.md"), path);
            Assert.DoesNotContain(meta.Descendants().Attributes(), it => it.Value.Contains("file:", StringComparison.Ordinal));
            if (!names.Any(it => it.StartsWith("lib/", StringComparison.Ordinal)))
                return;
            var library = Said("id");
            Assert.Contains($"lib/net10.0/{library}.xml", names);
            Assert.True(File.Exists(Path.ChangeExtension(path, ".snupkg")), path);
            Assert.Equal(library == "Ballast", names.Contains("analyzers/dotnet/cs/Ballast.Analyzers.dll"));
        });
    }

    [GeneratedRegex("""^#r "nuget: ([^,]+), ([^"]+)"$""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"step \d+: ([\d.]+)")]
    private static partial Regex Losses();

    [GeneratedRegex(@"\.\d+\.\d+\.\d+.*$")]
    private static partial Regex Version();
}
