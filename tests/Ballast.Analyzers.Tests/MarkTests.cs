namespace Ballast.Analyzers.Tests;

/// <summary>What is marked and what is not. Between [| and |] stands what a user sees underlined.</summary>
public sealed class MarkTests
{
    /// <summary>Numbers on their way to libtorch.</summary>
    public static TheoryData<string> Numbers =>
        [
            "x.mul([|0.5|])",
            "x.masked_fill(mask, [|-1|])",
            "full(3, 4, [|0.5|])",
            "full([3, 4], [|0.5f|])",
            "zeros_like(x).fill_([|n|])",
            "x.pow([|2|])",
            "x.clamp([|-1|], [|1|])",
            "x.clamp(min: [|0|])",
            "x [|*|] 0.5",
            "2 [|*|] x",
            "x [|/|] n",
            "x [|%|] 3",
            "x [|-|] 1",
            "1 [|-|] x",
            "1 [|/|] x",
            "x > [|0|]",
            "x <= [|rate|]",
            "[|0|] < x",
            "x == [|1|]",
            "x.eq([|0|]).any()",
            "x.mul([|n > 3 ? 1 : 2|])",
            "x.mul(n > 3 ? s_half : [|2|])",
            "x.mul(([|Math.Sqrt(n)|]))",
            "x.mul([|0.5.ToScalar()|])",
            "x.mul((Scalar)[|0.5|])",
            "arange([|0|], [|n|], [|1|])",
            "x.add(y, alpha: [|0.5|])",
            "where(mask, x, [|0f|])",
            "maximum(x, [|0.5f|])",
            "nn.init.constant_(x, [|0.5|])",
            "[|2.ToScalar()|].ToDouble()",
            "x.index_fill(0, tensor(new long[] { 0 }), [|7|])",
            "new Func<Tensor, Tensor>(t => t.mul([|2|]))(x)",
            "x[0] = [|2f|]; return x;",
            "using (NewDisposeScope()) x.abs(); return where(mask, x, [|0f|]);",
            "using var scope = NewDisposeScope(); return x.mul([|2|]).MoveToOuterDisposeScope();",
            "using var scope = NewDisposeScope(); Func<Tensor> later = () => where(mask, x, [|0f|]); return "
                + "later().MoveToOuterDisposeScope();",
            "while ((x > [|0|]).any().item<bool>()) x = x.abs().negative(); return x;",
        ];

    /// <summary>Members that make a Scalar inside.</summary>
    public static TheoryData<string> Members =>
        [
            "x [|+|] y",
            "x [|+|] y [|+|] x",
            "x [|+|] 1",
            "1 [|+|] x",
            "x [|+|] s_half",
            "s_half [|-|] x",
            "x.[|add|](y)",
            "x.[|add|](s_half)",
            "x.[|add_|](y)",
            "add(x, y)".Replace("add", "[|add|]", StringComparison.Ordinal),
            "x.[|square|]()",
            "torch.[|square|](x)",
            "(x - y).[|square|]().mean()",
            "x?.[|square|]()",
            "x.[|addcdiv|](y, y)",
            "[|arange|]([|n|])",
            "[|arange|]([|1|], [|n|])",
            "loss.[|ToSingle|]()",
            "loss.[|ToDouble|]()",
            "[|(float)loss|]",
            "F.[|leaky_relu|](x, 0.1)",
            "F.[|elu|](x, 1.0)",
            "F.[|mish|](x)",
            "F.[|softplus|](x)",
            "x.[|softplus|]()",
            "linalg.[|vector_norm|](x, 2)",
            "x [|+=|] y; return x;",
            "x [|*=|] 0.5; return x;",
            "x [|/=|] n; return x;",
            "_sum [|+=|] x; return _sum;",
            "new[] { x, y }.Select(torch.[|square|]).First()",
            "using var adam = optim.Adam(new[] { nn.Parameter(x) }); adam.[|step|](); return x;",
            "x.[|str|]()",
        ];

    /// <summary>Locals that are over after their last use.</summary>
    public static TheoryData<string> Locals =>
        ["Scalar half = [|0.5|]; return x.mul(half);", "var half = [|0.5.ToScalar()|]; return x * half;"];

    /// <summary>Safe spellings, and what is no business of this rule.</summary>
    public static TheoryData<string> Safe =>
        [
            "x * y",
            "x - y",
            "x / y",
            "x > y",
            "x == y",
            "x.mul(s_half)",
            "x * s_half",
            "x.add(y, alpha: s_half)",
            "x[0]",
            "x[0, 1]",
            "x[TensorIndex.Slice(0, 2)]",
            "x[mask]",
            "-x",
            "x.sum()",
            "x.mean()",
            "x.relu().sum()",
            "F.relu(x)",
            "x.sub(y)",
            "x.mul(y)",
            "zeros(3, 4)",
            "ones(n)",
            "randn(3, 4)",
            "tensor(0.5)",
            "loss.item<float>()",
            "x.pow(y)",
            "x.norm()",
            "x.clamp(s_half)",
            "x.abs().sqrt().log1p()",
            "x.sum(1, keepdim: true)",
            "dropout(x, 0.5, true)".Replace("dropout", "F.dropout", StringComparison.Ordinal),
            "x.mul(0.5.Held())",
            "x * n.Held()",
            "x.add(y, alpha: 1.Held())",
            "using Scalar half = 0.5; return x.mul(half);",
            "using Scalar half = 0.5, two = 2; return x.mul(half).pow(two);",
            "using (Scalar half = 0.5) return x.mul(half);",
            "Scalar half = 0.5; var result = x.mul(half); half.Dispose(); return result;",
            "Scalar half = 0.5; var result = x.mul(half); GC.KeepAlive(half); return result;",
            "Scalar half = 0.5; return new Func<Tensor, Tensor>(t => t.mul(half))(x);",
            "Scalar half = 0.5; return half;",
            "var n2 = n * 2 + 1; return n2;",
            "var text = \"a\" + n; return text;",
            "Tensor half = 0.5; return half;",
            "using var adam = Optimizers.AdamW(new[] { nn.Parameter(x) }); adam.step(); return x;",
            "Scalar[] several = { 1, 2 }; return several;",
            "using var scope = NewDisposeScope(); return where(mask, x, 0f).MoveToOuterDisposeScope();",
            "using (NewDisposeScope()) return where(mask, x, 0f).MoveToOuterDisposeScope();",
            "using (var scope = NewDisposeScope()) { return where(mask, x, 0f).MoveToOuterDisposeScope(); }",
            "using var script = jit.compile(\"def f(x): return x\"); return script.invoke<Tensor>(\"f\", x);",
        ];

    [Theory]
    [MemberData(nameof(Numbers)), MemberData(nameof(Members)), MemberData(nameof(Locals)), MemberData(nameof(Safe))]
    public async Task Marks_what_nothing_holds(string code)
    {
        var (source, marks) = Snippet.Marked(Snippet.Method(code));
        var found = await Snippet.AnalyseAsync(Snippet.Compile(source));
        Assert.Equal(
            marks.Select(mark => source.Substring(mark.Start, mark.Length)),
            found
                .Where(diagnostic => diagnostic.Id == "BAL001")
                .Select(diagnostic => source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length))
        );
        Assert.Equal(marks, found.Where(diagnostic => diagnostic.Id == "BAL001").Select(diagnostic => diagnostic.Location.SourceSpan));
    }

    /// <summary>Objects that make temporaries out of sight are named where they are made.</summary>
    [Theory]
    [
        InlineData("nn.BatchNorm2d(3)", true),
        InlineData("nn.ELU()", true),
        InlineData("optim.AdamW(new[] { nn.Parameter(x) })", true),
        InlineData("optim.SGD(new[] { nn.Parameter(x) }, 0.1)", true)
    ]
    [
        InlineData("nn.Linear(3, 4)", false),
        InlineData("nn.ReLU()", false),
        InlineData("nn.Dropout(0.5)", false),
        InlineData("nn.LSTM(3, 4)", false),
        InlineData("Optimizers.AdamW(new[] { nn.Parameter(x) })", false)
    ]
    public async Task Names_what_works_out_of_sight(string code, bool named)
    {
        var found = await Snippet.AnalyseAsync(Snippet.Compile(Snippet.Method($"using var made = {code}; return x;")));
        Assert.Equal(named ? ["BAL002"] : [], found.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public async Task Says_what_becomes_of_a_number()
    {
        var found = await Snippet.AnalyseAsync(Snippet.Compile(Snippet.Method("x.mul(0.5)")));
        Assert.Equal(
            "'0.5' becomes a Scalar, and nothing holds it: a collection that comes while libtorch reads it frees it (docs/temporaries.md)",
            Assert.Single(found).GetMessage(System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task Is_silent_where_there_is_no_TorchSharp() =>
        Assert.Empty(
            await Snippet.AnalyseAsync(
                Snippet.Compile(
                    "public sealed class Scalar { public static implicit operator Scalar(double value) => new(); public static "
                        + "Scalar Twice() => Of(2.0); private static Scalar Of(Scalar one) => one; }",
                    withTorchSharp: false
                )
            )
        );

    [Fact]
    public async Task Is_silent_in_generated_code() =>
        Assert.Empty(await Snippet.AnalyseAsync(Snippet.Compile("// <auto-generated/>\n" + Snippet.Method("x * 0.5"))));
}
