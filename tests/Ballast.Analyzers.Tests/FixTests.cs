using static TorchSharp.torch;

namespace Ballast.Analyzers.Tests;

/// <summary>What the fix writes; that it compiles, is marked no more, and computes the same bits.</summary>
public sealed class FixTests
{
    public FixTests()
    {
        NativeMend.Ensure();
        set_num_threads(1);
    }

    public static TheoryData<string, string> Pairs =>
        new()
        {
            { "x + y", "x.add(y, alpha: 1.Held())" },
            { "x * 0.5", "x * 0.5.Held()" },
            { "2 * x", "2.Held() * x" },
            { "x / n", "x / n.Held()" },
            { "x % 3", "x % 3.Held()" },
            { "x - 1", "x - 1.Held()" },
            { "1 - x", "x.negative().add(1.Held(), alpha: 1.Held())" },
            { "0.3f - x", "x.negative().add(0.3f.Held(), alpha: 1.Held())" },
            { "1 / x", "1.Held() / x" },
            { "x + 1", "x.add(1.Held(), alpha: 1.Held())" },
            { "0.1 + x", "x.add(0.1.Held(), alpha: 1.Held())" },
            { "x + s_half", "x.add(s_half, alpha: 1.Held())" },
            { "x > 0", "x > 0.Held()" },
            { "0 < x", "0.Held() < x" },
            { "x <= -rate", "x <= (-rate).Held()" },
            { "x.square()", "x.pow(2.Held())" },
            { "torch.square(x)", "torch.pow(x, 2.Held())" },
            { "square(x)", "pow(x, 2.Held())" },
            { "x?.square()", "x?.pow(2.Held())" },
            { "x.abs().pow(1.5)", "x.abs().pow(1.5.Held())" },
            { "x.masked_fill(mask, -1)", "x.masked_fill(mask, (-1).Held())" },
            { "full(3, 4, 0.5)", "full(3, 4, 0.5.Held())" },
            { "full([3, 4], n)", "full([3, 4], n.Held())" },
            { "arange(n)", "arange(0.Held(), n.Held(), 1.Held())" },
            { "arange(n, dtype: float32)", "arange(0.Held(), n.Held(), 1.Held(), dtype: float32)" },
            { "arange(1, n)", "arange(1.Held(), n.Held(), 1.Held())" },
            { "arange(0.5, 3)", "arange(0.5.Held(), 3.Held(), 1.Held())" },
            { "arange(1, 9, 2)", "arange(1.Held(), 9.Held(), 2.Held())" },
            { "x.clamp(-1, 1)", "x.clamp((-1).Held(), 1.Held())" },
            { "x.clamp(max: rate * 2)", "x.clamp(max: (rate * 2).Held())" },
            { "x.add(y)", "x.add(y, alpha: 1.Held())" },
            { "x.add(1)", "x.add(1.Held(), alpha: 1.Held())" },
            { "add(x, y)", "add(x, y, alpha: 1.Held())" },
            { "x.add(y, alpha: 0.1)", "x.add(y, alpha: 0.1.Held())" },
            { "x.addcdiv(y, y)", "x.addcdiv(y, y, value: 1.Held())" },
            { "x.mul(0.5.ToScalar())", "x.mul(0.5.Held())" },
            { "x.mul((Scalar)0.5)", "x.mul(0.5.Held())" },
            { "x.mul(n > 3 ? 1 : 2)", "x.mul((n > 3 ? 1 : 2).Held())" },
            { "x.to(ScalarType.Int64) * 2", "x.to(ScalarType.Int64) * 2.Held()" },
            { "x.to(ScalarType.Int64) + 2", "x.to(ScalarType.Int64).add(2.Held(), alpha: 1.Held())" },
            { "F.leaky_relu(x, 0.1)", "x.leaky_relu(0.1.Held())" },
            { "loss.ToSingle()", "loss.to(ScalarType.Float32).item<float>()" },
            { "loss.ToDouble()", "loss.to(ScalarType.Float64).item<double>()" },
            { "(x > 0).any().ToBoolean()", "(x > 0.Held()).any().to(ScalarType.Bool).item<bool>()" },
            { "(float)loss", "loss.to(ScalarType.Float32).item<float>()" },
            // one in another
            { "x + y + x", "x.add(y, alpha: 1.Held()).add(x, alpha: 1.Held())" },
            { "x + y * 0.5", "x.add(y * 0.5.Held(), alpha: 1.Held())" },
            {
                "(x - y).square().mean() + 0.01 * x.abs().sum()",
                "(x - y).pow(2.Held()).mean().add(0.01.Held() * x.abs().sum(), alpha: 1.Held())"
            },
            { "(x + 1) * (y + 2) / n", "(x.add(1.Held(), alpha: 1.Held())) * (y.add(2.Held(), alpha: 1.Held())) / n.Held()" },
            { "-(x + y)", "-(x.add(y, alpha: 1.Held()))" },
            { "(1 - rate) * x + rate * y", "((1 - rate).Held() * x).add(rate.Held() * y, alpha: 1.Held())" },
            { "(x > 0).logical_and(x < 1)", "(x > 0.Held()).logical_and(x < 1.Held())" },
            { "x[0] * 2", "x[0] * 2.Held()" },
            // statements
            { "x += y; return x;", "x = x.add(y, alpha: 1.Held()); return x;" },
            { "x += 1; return x;", "x = x.add(1.Held(), alpha: 1.Held()); return x;" },
            { "x -= 1; return x;", "x -= 1.Held(); return x;" },
            { "x *= 0.5; return x;", "x *= 0.5.Held(); return x;" },
            { "x /= n; return x;", "x /= n.Held(); return x;" },
            { "_sum += x * 2; return _sum;", "_sum = _sum.add(x * 2.Held(), alpha: 1.Held()); return _sum;" },
            {
                "Func<Tensor, Tensor> f = t => t * 2 + y; return f(x);",
                "Func<Tensor, Tensor> f = t => (t * 2.Held()).add(y, alpha: 1.Held()); return f(x);"
            },
            {
                "Func<Tensor, Tensor, Tensor> l = (a, b) => (a - b).square().mean(); return l(x, y);",
                "Func<Tensor, Tensor, Tensor> l = (a, b) => (a - b).pow(2.Held()).mean(); return l(x, y);"
            },
            { "Tensor F2(Tensor t) => t / 3; return F2(x);", "Tensor F2(Tensor t) => t / 3.Held(); return F2(x);" },
            {
                "var text = $\"{loss.ToSingle()}\"; return text.Length;",
                "var text = $\"{loss.to(ScalarType.Float32).item<float>()}\"; return text.Length;"
            },
            { "Scalar half = 0.5; return x.mul(half);", "using Scalar half = 0.5; return x.mul(half);" },
            { "zeros_like(x).fill_(7); x.mul_(2); return x;", "zeros_like(x).fill_(7.Held()); x.mul_(2.Held()); return x;" },
            {
                "while ((x > 0).any().item<bool>()) x = x.abs().negative(); return x;",
                "while ((x > 0.Held()).any().item<bool>()) x = x.abs().negative(); return x;"
            },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Writes_what_holds(string before, string after)
    {
        var (source, expected) = (Snippet.Method(before), Snippet.Method(after));
        Assert.Equal(expected, await Snippet.MendAsync(source, atOnce: true));
        Assert.Equal(expected, await Snippet.MendAsync(source, atOnce: false));
        Assert.DoesNotContain(await Snippet.AnalyseAsync(Snippet.Compile(expected)), diagnostic => diagnostic.Id == "BAL001");
        Assert.Equal(Snippet.Run(source), Snippet.Run(expected));
    }

    /// <summary>A number that becomes a Tensor gets a local before the statement.</summary>
    [Theory]
    [InlineData("return where(mask, x, 0f);", "using Tensor held = 0f;\n        return where(mask, x, held);")]
    [InlineData("var z = maximum(x, 0.5f); return z;", "using Tensor held = 0.5f;\n        var z = maximum(x, held); return z;")]
    [InlineData("x[0] = 2f; return x;", "using Tensor held = 2f;\n        x[0] = held; return x;")]
    public async Task Gives_a_tensor_a_local(string before, string after)
    {
        var mended = await Snippet.MendAsync(Snippet.Method(before), atOnce: true);
        Assert.Equal(Snippet.Method(after), mended);
        Assert.Equal(Snippet.Run(Snippet.Method(before)), Snippet.Run(mended));
    }

    [Fact]
    public async Task Mends_a_program_without_a_class()
    {
        const string before =
            "using TorchSharp;\nusing static TorchSharp.torch;\n\nvar x = randn(3);\nvar y = where(x.isnan(), x, 0f) * 2;\n";
        const string after =
            "using Ballast;\nusing TorchSharp;\nusing static TorchSharp.torch;\n\nvar x = randn(3);\nusing Tensor held = 0f;\nvar "
            + "y = where(x.isnan(), x, held) * 2.Held();\n";
        Assert.Equal(after, await Snippet.MendAsync(before, atOnce: true));
        Assert.Empty(await Snippet.AnalyseAsync(Snippet.Compile(after)));
    }

    /// <summary>What has no spelling of its own is left to the reader.</summary>
    [Theory]
    [
        InlineData("x.softplus()"),
        InlineData("x.mul((byte)2)"),
        InlineData("linalg.vector_norm(x, 2)"),
        InlineData("new Func<Tensor>(() => where(mask, x, 0f))()"),
        InlineData("x /* left */ + /* right */ y"),
        InlineData("new[] { x, y }.Select(torch.square).First()")
    ]
    public async Task Leaves_alone_what_it_cannot_mend(string code) =>
        Assert.Equal(Snippet.Method(code), await Snippet.MendAsync(Snippet.Method(code), atOnce: true));

    [Fact]
    public async Task Brings_the_namespace_along()
    {
        var source = Snippet.Method("x * 0.5").Replace("using Ballast;\n", "", StringComparison.Ordinal);
        var mended = await Snippet.MendAsync("// a comment\n" + source, atOnce: true);
        Assert.StartsWith("// a comment\nusing Ballast;\nusing System;\n", mended, StringComparison.Ordinal);
        Assert.Equal(Snippet.Run(source), Snippet.Run(mended));
    }
}
