using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using static TorchSharp.torch;
using Document = Microsoft.CodeAnalysis.Document;

namespace Ballast.Analyzers.Tests;

/// <summary>A piece of a user's code: analysed, mended, compiled and run.</summary>
internal static class Snippet
{
    private static readonly ImmutableArray<MetadataReference> s_platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    /// <summary>A method of x, y (float tensors of 3 x 4), mask, loss (one value), n (7) and rate (0.1).</summary>
    public static string Method(string body) =>
        $$"""
            using System;
            using System.Linq;
            using Ballast;
            using TorchSharp;
            using static TorchSharp.torch;
            using F = TorchSharp.torch.nn.functional;

            public static class Users
            {
                private static readonly Scalar s_half = 0.5;
                private static Tensor _sum = zeros(3, 4);

                public static object Run(Tensor x, Tensor y, Tensor mask, Tensor loss, int n, double rate)
                {
                    {{(body.Contains(';', StringComparison.Ordinal) ? body : $"return {body};")}}
                }
            }
            """;

    /// <summary>The source without [| and |], and what stands between them.</summary>
    public static (string Source, TextSpan[] Marks) Marked(string text)
    {
        var marks = new List<TextSpan>();
        for (int open; (open = text.IndexOf("[|", StringComparison.Ordinal)) >= 0; )
        {
            var close = text.IndexOf("|]", open, StringComparison.Ordinal);
            marks.Add(TextSpan.FromBounds(open, close - 2));
            text = string.Concat(text.AsSpan(0, open), text.AsSpan(open + 2, close - open - 2), text.AsSpan(close + 2));
        }

        return (text, [.. marks]);
    }

    public static async Task<Diagnostic[]> AnalyseAsync(Compilation compilation)
    {
        AssertCompiles(compilation);
        var found = await compilation.WithAnalyzers([new TemporaryAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    public static Compilation Compile(string source, bool withTorchSharp = true) =>
        CSharpCompilation.Create(
            "Users",
            [CSharpSyntaxTree.ParseText(source)],
            s_platform.Where(reference => withTorchSharp || !reference.Display!.Contains("TorchSharp", StringComparison.Ordinal)),
            Options(source)
        );

    /// <summary>The source with everything mended that can be, in one go as "fix all" does, or one after the other.</summary>
    public static async Task<string> MendAsync(string source, bool atOnce)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace
            .AddProject("Users", LanguageNames.CSharp)
            .WithMetadataReferences(s_platform)
            .WithCompilationOptions(Options(source));
        var document = project.AddDocument("Users.cs", source);
        var fix = new TemporaryFix();
        if (atOnce)
        {
            var context = new FixAllContext(
                document,
                fix,
                FixAllScope.Document,
                "Hold what libtorch reads",
                fix.FixableDiagnosticIds,
                new Diagnostics(),
                CancellationToken.None
            );
            var action = await fix.GetFixAllProvider().GetFixAsync(context);
            return await TextAsync(action is null ? document : await ApplyAsync(action, document));
        }

        for (var rounds = 0; rounds < 50; rounds++)
        {
            CodeAction? action = null;
            foreach (
                var diagnostic in (await AnalyseAsync((await document.Project.GetCompilationAsync())!)).Where(diagnostic =>
                    diagnostic.Id == "BAL001"
                )
            )
                await fix.RegisterCodeFixesAsync(
                    new CodeFixContext(document, diagnostic, (offered, _) => action ??= offered, CancellationToken.None)
                );
            if (action is null)
                break;
            document = await ApplyAsync(action, document);
        }

        return await TextAsync(document);
    }

    /// <summary>What the method of a source gives, as bytes.</summary>
    public static byte[] Run(string source)
    {
        var compilation = Compile(source);
        AssertCompiles(compilation);
        using var bytes = new MemoryStream();
        Assert.True(compilation.Emit(bytes).Success);
        var users = System.Reflection.Assembly.Load(bytes.ToArray()).GetType("Users")!;
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var (x, y) = (randn(3, 4), randn(3, 4));
        return Bytes(users.GetMethod("Run")!.Invoke(null, [x, y, x.isnan().logical_not_(), y.mean(), 7, 0.1])!);
    }

    private static CSharpCompilationOptions Options(string source) =>
        new(
            source.Contains("class ", StringComparison.Ordinal) ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication,
            optimizationLevel: OptimizationLevel.Release
        );

    private static byte[] Bytes(object result) =>
        result switch
        {
            Tensor tensor => [(byte)tensor.dtype, .. tensor.contiguous().bytes],
            ITuple several => [.. Enumerable.Range(0, several.Length).SelectMany(index => Bytes(several[index]!))],
            float number => BitConverter.GetBytes(number),
            double number => BitConverter.GetBytes(number),
            long number => BitConverter.GetBytes(number),
            int number => BitConverter.GetBytes(number),
            bool truth => [truth ? (byte)1 : (byte)0],
            _ => throw new ArgumentException($"a {result.GetType()}"),
        };

    private static void AssertCompiles(Compilation compilation) =>
        Assert.True(
            compilation.GetDiagnostics().All(diagnostic => diagnostic.Severity < DiagnosticSeverity.Error),
            $"{string.Join('\n', compilation.GetDiagnostics())}\n{compilation.SyntaxTrees.First()}"
        );

    private static async Task<Document> ApplyAsync(CodeAction action, Document document) =>
        (await action.GetOperationsAsync(CancellationToken.None))
            .OfType<ApplyChangesOperation>()
            .Single()
            .ChangedSolution.GetDocument(document.Id)!;

    private static async Task<string> TextAsync(Document document) => (await document.GetTextAsync()).ToString();

    private sealed class Diagnostics : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await AnalyseAsync((await project.GetCompilationAsync(cancellationToken))!);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document,
            CancellationToken cancellationToken
        ) => await GetAllDiagnosticsAsync(document.Project, cancellationToken);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
