using Ballast.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What a guard notices while it happens: once per episode, never in a healthy training.</summary>
[TensorTests]
public sealed class NoticeTests
{
    [Fact]
    public void A_healthy_training_notices_nothing_and_is_never_hooked()
    {
        using var model = HaltKindTests.Net();
        Assert.Empty(Train(model, model.parameters(), 150, (net, x, _) => net.call(x).pow(2).mean()));
    }

    [Fact]
    public void Refusals_that_pile_up_are_told_while_it_happens_with_what_and_why()
    {
        using var model = HaltKindTests.Net();
        var (step, text) = Assert.Single(
            Train(model, model.parameters(), 150, (net, x, i) =>
                i >= 40 && i < 60 ? net.call(x).mul(0).log().mean() : net.call(x).pow(2).mean()
            )
        );
        Assert.Equal(55, step);
        Assert.Contains(
            "Since step 40 every step was refused, 16 so far: the loss is not finite while the outputs of the network are",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_softmax_over_one_output_and_a_forgotten_backward()
    {
        using var one = nn.Sequential(("in", nn.Linear(4, 5)), ("out", nn.Linear(5, 1)), ("softmax", nn.Softmax(1)));
        var (step, text) = Assert.Single(Train(one, one.parameters(), 150, (net, x, _) => net.call(x).sub(0.5).pow(2).mean()));
        Assert.Equal(99, step);
        Assert.Contains("All gradients have been exactly 0 for 100 steps, that of out.bias too", text, StringComparison.Ordinal);

        using var model = HaltKindTests.Net();
        (step, text) = Assert.Single(Train(model, model.parameters(), 50, (net, x, _) => net.call(x).pow(2).mean(), backward: false));
        Assert.Equal(9, step);
        Assert.Contains("No parameter has had a gradient in 10 steps", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optimizer_over_another_model_and_over_a_part_of_one()
    {
        using var model = HaltKindTests.Net();
        using var other = HaltKindTests.Net();
        var told = Train(model, other.parameters(), 30, (net, x, _) => net.call(x).pow(2).mean());
        Assert.Contains(told, it =>
            it.Step == 0 && it.Text.StartsWith("The optimizer holds none of the model's parameters", StringComparison.Ordinal)
        );

        var (step, text) = Assert.Single(
            Train(model, ((Linear)model.children().Last()).parameters(), 150, (net, x, _) => net.call(x).pow(2).mean())
        );
        Assert.Equal(0, step);
        Assert.Contains("does not hold 2 of the model's 4 parameters (in.weight, in.bias)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_on_purpose_is_no_matter_and_a_head_that_is_not_used_is_told_once()
    {
        using var frozen = HaltKindTests.Net();
        foreach (var p in frozen.children().First().parameters())
            p.requires_grad = false;
        Assert.Empty(Train(frozen, frozen.parameters(), 250, (net, x, _) => net.call(x).pow(2).mean()));
        Assert.Empty(Train(frozen, ((Linear)frozen.children().Last()).parameters(), 250, (net, x, _) => net.call(x).pow(2).mean()));

        using var headed = new TwoHeads();
        var (step, text) = Assert.Single(Train(headed, headed.parameters(), 350, (net, x, _) => net.call(x).pow(2).mean()));
        Assert.Equal(99, step);
        Assert.Contains("idle.weight, idle.bias had no gradient in 100 steps", text, StringComparison.Ordinal);
        Assert.Contains("If that is meant, all is well", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_an_embedding_that_no_batch_asks_for_are_no_matter()
    {
        using var model = nn.Sequential(("table", nn.Embedding(1000, 4)), ("out", nn.Linear(4, 1)));
        Assert.Empty(Train(model, model.parameters(), 150, (net, _, _) => net.call(tensor(new long[] { 1, 2, 3 })).pow(2).mean()));
    }

    [Fact]
    public void Notices_cost_no_bit_of_a_training_that_is_refused_in_part()
    {
        static double[][] Weights(GuardOptions options)
        {
            random.manual_seed(4);
            using var model = HaltKindTests.Net();
            Train(
                model,
                model.parameters(),
                60,
                (net, x, i) => i % 3 != 0 ? net.call(x).mul(double.NaN).mean() : net.call(x).pow(2).mean(),
                options
            );
            return [.. model.parameters().Select(Holder.Values)];
        }

        Assert.Equal(
            Weights(new()),
            Weights(GuardOptions.Auto with { Rules = [], Caps = [], ControlLossRange = false, RetreatOutputs = false, Repair = false })
        );
    }

    private static (long Step, string Text)[] Train(
        nn.Module<Tensor, Tensor> model,
        IEnumerable<Parameter> parameters,
        int steps,
        Func<nn.Module<Tensor, Tensor>, Tensor, int, Tensor> lossOf,
        GuardOptions? options = null,
        bool backward = true
    )
    {
        using var optimizer = Ballast.Optimizers.SGD(parameters, 0.01);
        using var sink = new CollectingSink();
        using var guard = StepGuard.For(
            model,
            optimizer,
            (options ?? new() { Rules = [Rules.Escalate()], RestoreBuffers = true }) with
            {
                Sinks = [sink],
            }
        );
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = lossOf(model, randn(8, 4), step);
            if (backward)
                loss.backward();
            guard.Step(loss);
        }

        return [.. sink.Records.SelectMany(record => record.Notices.Select(notice => (record.Step, notice)))];
    }

    private sealed class TwoHeads : nn.Module<Tensor, Tensor>
    {
        private readonly Linear used = nn.Linear(4, 2),
            idle = nn.Linear(4, 2);

        public TwoHeads()
            : base("two-heads") => RegisterComponents();

        public override Tensor forward(Tensor x) => used.call(x);
    }
}
