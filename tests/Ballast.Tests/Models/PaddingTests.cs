using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What fills a sequence up changes nothing, wherever it stands and whatever number it is.</summary>
[TensorTests]
public sealed class PaddingTests
{
    private const long Symbols = 7,
        Outputs = 3,
        Steps = 9;
    private static readonly long[] Word = [3, 1, 6, 2, 5];

    public static TheoryData<string, string, long> Models()
    {
        var data = new TheoryData<string, string, long>();
        foreach (var name in (string[])["rnn", "gru", "lstm", "transformer"])
        foreach (var output in (string[])["last", "mean", "all"])
        foreach (var padding in (long[])[0, -1, 99])
            data.Add(name, output, padding);
        return data;
    }

    private static nn.Module<Tensor, Tensor> Model(string name, string output, long? padding, bool causal = false)
    {
        var model = Ballast.Models.Create(
            name,
            [Steps],
            Outputs,
            new()
            {
                Symbols = Symbols,
                Padding = padding,
                Output = output,
                Width = 8,
                Depth = 2,
                Causal = causal,
                Heads = 2,
            }
        );
        model.eval();
        return model;
    }

    private static Tensor Row(params long[] symbols) => tensor(symbols).view(1, -1);

    private static long[] Filled(long padding, int before = 0) =>
        [.. Enumerable.Repeat(padding, before), .. Word, .. Enumerable.Repeat(padding, (int)Steps - Word.Length - before)];

    private static void Near(Tensor expected, Tensor actual) =>
        Assert.True(
            expected.allclose(actual, rtol: 1e-5, atol: 1e-6),
            $"{string.Join(" ", expected.data<float>().ToArray())} | {string.Join(" ", actual.data<float>().ToArray())}"
        );

    /// <summary>A recurrent network has no number of steps: the word alone is what the filled word has to be.</summary>
    [Theory, MemberData(nameof(Models))]
    public void The_answer_is_that_of_the_sequence_alone(string name, string output, long padding)
    {
        var model = Model(name, output, padding);
        var filled = model.call(Row(Filled(padding)));
        if (output == "all")
            filled = filled.narrow(1, 0, Word.Length);
        if (name != "transformer")
        {
            using var plain = Model(name, output, padding: null);
            foreach (var (to, from) in plain.parameters().Zip(model.parameters()))
                using (no_grad())
                    to.copy_(from);
            Near(plain.call(Row(Word)), filled);
            return;
        }

        // learned positions fix the number of steps; so what stands behind the word is changed instead
        using var other = Model(name, output, padding: 5);
        foreach (var (to, from) in other.parameters().Zip(model.parameters()))
            using (no_grad())
                to.copy_(from);
        long[] word = [3, 1, 6, 2];
        var one = model.call(Row([.. word, .. Enumerable.Repeat(padding, 5)]));
        var two = other.call(Row([.. word, 5, 5, 5, 5, 5]));
        Near(output == "all" ? one.narrow(1, 0, 4) : one, output == "all" ? two.narrow(1, 0, 4) : two);
        using var deaf = Model(name, output, padding: null);
        foreach (var (to, from) in deaf.parameters().Zip(model.parameters()))
            using (no_grad())
                to.copy_(from);
        Assert.False(deaf.call(Row([.. word, 5, 5, 5, 5, 5])).allclose(one, rtol: 1e-3, atol: 1e-3));
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("gru")]
    [InlineData("lstm")]
    public void A_sequence_may_be_filled_up_from_the_front(string name)
    {
        foreach (var output in (string[])["last", "mean"])
        {
            using var model = Model(name, output, 0);
            Near(model.call(Row(Filled(0))), model.call(Row(Filled(0, before: 3))));
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Sequences_of_nothing_and_gradients_are_finite(string name, string output, long padding)
    {
        using var model = Model(name, output, padding, causal: true);
        model.train();
        var x = cat([Row([.. Enumerable.Repeat(padding, (int)Steps)]), Row(Filled(padding)), Row(Filled(padding, before: 2))], 0);
        var y = model.call(x);
        Assert.True(y.isfinite().all().item<bool>());
        y.square().mean().backward();
        Assert.All(model.named_parameters(), p =>
            Assert.True(p.parameter.grad is not { } gradient || gradient.isfinite().all().item<bool>(), p.name)
        );
    }

    [Fact]
    public void A_padded_batch_has_lengths_of_its_own()
    {
        using var model = Model("gru", "last", -1);
        var both = model.call(cat([Row(Filled(-1)), Row(4, 4, -1, -1, -1, -1, -1, -1, -1)], 0));
        Near(both.narrow(0, 1, 1), model.call(Row(4, 4, -1, -1, -1, -1, -1, -1, -1)));
        Near(both.narrow(0, 0, 1), model.call(Row(Filled(-1))));
    }

    [Fact]
    public void Without_padding_a_model_has_the_weights_and_the_answers_it_had()
    {
        using var plain = Model("transformer", "mean", null);
        Assert.Contains("embed.layer.weight", plain.named_parameters().Select(p => p.name));
        using var padded = Model("transformer", "mean", 99);
        var x = Row(1, 2, 3, 4, 5, 6, 0, 1, 2);
        Near(plain.call(x), padded.call(x));
    }
}
