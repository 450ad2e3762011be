using TorchSharp;

namespace Ballast.Analyzers.Tests;

/// <summary>The list that the analyzer carries is what the IL of the referenced TorchSharp says.</summary>
public sealed class ListTests
{
    private const string Accept = "BALLAST_ACCEPT_LIST";

    [Fact]
    public void The_list_is_that_of_this_TorchSharp()
    {
        var now = new LostScalars(typeof(torch).Assembly.Location).Lines();
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(Path.Combine(Root(), "src", "Ballast.Analyzers", "LostScalars.txt"), string.Join('\n', now) + "\n");
        using var reader = new StreamReader(typeof(TemporaryAnalyzer).Assembly.GetManifestResourceStream("LostScalars.txt")!);
        var carried = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] changes = [.. carried.Except(now).Select(line => $"- {line}"), .. now.Except(carried).Select(line => $"+ {line}")];
        Assert.True(
            changes.Length == 0,
            $"src/Ballast.Analyzers/LostScalars.txt is not what the IL of TorchSharp says:\n{string.Join('\n', changes)}\nRun "
                + $"this test once with {Accept}=1, which rewrites the file, and build again."
        );
    }

    /// <summary>What is known by hand to be lost or held, so that a search that finds nothing, or everything, is seen.</summary>
    [Theory]
    [
        InlineData("M:TorchSharp.torch.Tensor.square", true),
        InlineData("M:TorchSharp.torch.Tensor.op_Addition(TorchSharp.torch.Tensor,TorchSharp.torch.Tensor)", true)
    ]
    [
        InlineData("M:TorchSharp.Modules.AdamW.step(System.Func{TorchSharp.torch.Tensor})", true),
        InlineData("T:TorchSharp.Modules.BatchNorm2d", true)
    ]
    [
        InlineData("M:TorchSharp.torch.Tensor.op_Multiply(TorchSharp.torch.Tensor,TorchSharp.torch.Tensor)", false),
        InlineData("M:TorchSharp.torch.nn.functional.softshrink(TorchSharp.torch.Tensor,System.Double)", false)
    ]
    [InlineData("M:TorchSharp.torch.Tensor.tolist", false), InlineData("M:TorchSharp.torch.Tensor.ToScalar", false)]
    public void The_search_finds_what_is_lost(string id, bool lost) =>
        Assert.Equal(lost, new LostScalars(typeof(torch).Assembly.Location).Lines().Contains(id));

    /// <summary>An id that names nothing would be passed over in silence.</summary>
    [Fact]
    public void Every_line_names_a_symbol()
    {
        var compilation = Snippet.Compile("");
        Assert.DoesNotContain(new LostScalars(typeof(torch).Assembly.Location).Lines(), line =>
            Microsoft.CodeAnalysis.DocumentationCommentId.GetFirstSymbolForDeclarationId(line, compilation) is null
        );
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ballast.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
