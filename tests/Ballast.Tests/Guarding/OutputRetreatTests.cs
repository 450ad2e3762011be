using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class OutputRetreatTests
{
    [Fact]
    public void A_net_whose_logits_are_beyond_a_handwritten_logarithm_finds_back()
    {
        using var net = Net();
        using var optimizer = Ballast.Optimizers.SGD(net.parameters(), 0.1);
        using var guard = StepGuard.For(net, optimizer, GuardOptions.Auto with { Repair = false });
        var edits = new List<string>();
        var last = double.NaN;
        for (var i = 0; i < 12; i++)
            Step(net, optimizer, guard, Handwritten, edits);
        using (no_grad())
            net.modules().OfType<Linear>().Last().weight.Scale(200); // far beyond where a logit of 17 makes a probability of 1
        for (var i = 0; i < 60; i++)
            last = Step(net, optimizer, guard, Handwritten, edits);
        Assert.Contains(edits, edit =>
            edit.StartsWith("output layer halved: 5 batches in a row had no finite loss", StringComparison.Ordinal)
        );
        Assert.True(double.IsFinite(last));
    }

    /// <summary>After ten good batches, and more of the others in a row than chance would bring by how many there were before.</summary>
    [Theory]
    [InlineData(10, 0, 5)]
    [InlineData(9, 0, 0)]
    [InlineData(20, 20, 10)]
    [InlineData(30, 20, 8)]
    public void It_waits_for_more_than_chance(int good, int bad, int waits)
    {
        using var net = Net();
        using var table = new ParameterTable(net.parameters(), net.named_parameters());
        var retreat = new OutputRetreat(table);
        for (var i = 0; i < Math.Max(good, bad); i++)
        {
            if (i < bad)
                Assert.Null(retreat.Refuse());
            if (i < good)
                retreat.Learn();
        }

        var told = Enumerable.Range(1, 40).FirstOrDefault(_ => retreat.Refuse() is not null);
        Assert.Equal(waits, told);
    }

    [Fact]
    public void Where_the_data_are_not_finite_the_weights_are_afterwards_what_they_were_to_the_last_bit()
    {
        using var net = Net();
        using var optimizer = Ballast.Optimizers.SGD(net.parameters(), 0.1);
        using var guard = StepGuard.For(net, optimizer, GuardOptions.Auto with { Repair = false });
        var edits = new List<string>();
        for (var i = 0; i < 12; i++)
            Step(net, optimizer, guard, Handwritten, edits);
        var before = net.parameters().Select(Holder.Values).ToArray();
        for (var i = 0; i < 30; i++)
            Step(net, optimizer, guard, (output, _) => (output * double.NaN).sum(), edits);
        Assert.Equal(6, edits.Count);
        Assert.StartsWith("output layer put back: 10 batches in a row", edits[^1], StringComparison.Ordinal);
        Assert.Equal(before, net.parameters().Select(Holder.Values));
    }

    [Fact]
    public void Saved_in_the_middle_and_loaded_it_still_puts_back_what_it_halved()
    {
        using var net = Net();
        using var optimizer = Ballast.Optimizers.SGD(net.parameters(), 0.1);
        var edits = new List<string>();
        using var memory = new MemoryStream();
        double[][] before;
        using (var guard = StepGuard.For(net, optimizer, GuardOptions.Auto with { Repair = false }))
        {
            for (var i = 0; i < 12; i++)
                Step(net, optimizer, guard, Handwritten, edits);
            before = [.. net.parameters().Select(Holder.Values)];
            for (var i = 0; i < 7; i++)
                Step(net, optimizer, guard, (output, _) => (output * double.NaN).sum(), edits);
            Assert.NotEqual(before, net.parameters().Select(Holder.Values));
            guard.Save(memory);
        }

        memory.Position = 0;
        using var loaded = StepGuard.For(net, optimizer, GuardOptions.Auto with { Repair = false });
        loaded.Load(memory);
        for (var i = 0; i < 7; i++)
            Step(net, optimizer, loaded, (output, _) => (output * double.NaN).sum(), edits);
        Assert.Equal(before, net.parameters().Select(Holder.Values));
    }

    [Fact]
    public void Where_most_batches_are_broken_it_waits_for_more_than_chance_would_bring()
    {
        using var table = new ParameterTable([new(ones(2, 2))]);
        var retreat = new OutputRetreat(table);
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            if (random.NextDouble() > 0.9)
                retreat.Learn();
            else
                Assert.Null(retreat.Refuse());
        }

        var calm = new OutputRetreat(table);
        for (var i = 0; i < 100; i++)
            calm.Learn();
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Null(calm.Refuse()));
        Assert.NotNull(calm.Refuse());
        using var weight = table.Parameters[0];
        Assert.All(weight.data<float>(), value => Assert.Equal(0.5f, value));
    }

    [Fact]
    public void Switched_off_or_observed_nothing_is_halved()
    {
        foreach (
            var options in new[]
            {
                GuardOptions.Auto with
                {
                    RetreatOutputs = false,
                    Repair = false,
                },
                GuardOptions.ObserveOnly with
                {
                    Rules = [],
                },
            }
        )
        {
            using var net = Net();
            using var optimizer = Ballast.Optimizers.SGD(net.parameters(), 0);
            using var guard = StepGuard.For(net, optimizer, options);
            var edits = new List<string>();
            for (var i = 0; i < 32; i++)
                Step(net, optimizer, guard, (output, y) => i < 12 ? Handwritten(output, y) : (output * double.NaN).sum(), edits);
            Assert.Empty(edits);
        }
    }

    private static double Step(
        Sequential net,
        optim.Optimizer optimizer,
        StepGuard guard,
        Func<Tensor, Tensor, Tensor> lossOf,
        List<string> edits
    )
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var x = randn([64, 4], generator: generator);
        optimizer.zero_grad();
        var loss = lossOf(net.call(x), x[.., ..1].gt(0).to(ScalarType.Float32));
        loss.backward();
        edits.AddRange(guard.Step(loss).Edits);
        return loss.item<float>();
    }

    // 0 log 0 is not a number, once a probability is exactly 1
    private static Tensor Handwritten(Tensor logit, Tensor y)
    {
        var p = logit.sigmoid();
        return -((y * p.log()) + ((1 - y) * (1 - p).log())).mean();
    }

    private static Sequential Net()
    {
        random.manual_seed(4);
        return nn.Sequential(("a", nn.Linear(4, 8)), ("tanh", nn.Tanh()), ("b", nn.Linear(8, 1)));
    }
}
