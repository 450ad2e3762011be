using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ballast.Tests;

/// <summary>
/// Trainings that are refused until they halt, each for a reason of its own: the halt names the kind, since when, and what to do.
/// </summary>
[TensorTests]
public sealed class HaltKindTests
{
    private static GuardOptions Plain => new() { Rules = [Rules.Escalate()], RestoreBuffers = true };

    [Fact]
    public void The_root_of_zero_in_a_loss() =>
        Says(
            Halt((model, x, _) => model.call(x).sub(model.call(x)).pow(2).sum(1).sqrt().mean()),
            "the loss is finite, only its derivative is not",
            "in the loss or between it and the network",
            "From the very first step on"
        );

    [Fact]
    public void A_norm_at_zero_from_a_certain_step_on() =>
        Says(
            Halt((model, x, step) => step < 30 ? model.call(x).pow(2).mean() : model.call(x).mul(0).pow(2).sum().sqrt()),
            "Since step 30 every step was refused",
            "only its derivative is not",
            "sqrt(x + eps)"
        );

    [Fact]
    public void A_power_below_one_at_zero() =>
        Says(Halt((model, x, _) => model.call(x).mul(0).pow(0.5).sum()), "only its derivative is not", "power below 1 at 0");

    [Fact]
    public void The_logarithm_of_zero() =>
        Says(
            Halt((model, x, _) => model.call(x).mul(0).log().mean().neg()),
            "the loss is not finite while the outputs of the network are",
            "the logarithm of 0",
            "from logits"
        );

    [Fact]
    public void Zero_over_zero_in_a_dice_loss() =>
        Says(
            Halt((model, x, _) => model.call(x).mul(0).sum().div(model.call(x).mul(0).sum())),
            "comes from the loss function or the targets: 0/0"
        );

    [Fact]
    public void An_exponential_beyond_its_range() =>
        Says(
            // above 1 for every network: where outputs are below 0 the exponential is 0, the loss finite, and the step goes through
            Halt((model, x, _) => model.call(x).abs().add(1).mul(1e4).exp().mean()),
            "the loss is not finite while the outputs",
            "exponential beyond its range"
        );

    [Fact]
    public void A_softmax_over_a_row_that_is_masked_throughout() =>
        Says(
            Halt(
                (model, x, _) => F.softmax(model.call(x).masked_fill(ones(8, 3, dtype: ScalarType.Bool), double.NegativeInfinity), 1).mean()
            ),
            "a softmax over a row that is masked throughout"
        );

    [Fact]
    public void A_target_that_is_nan() =>
        Says(
            Halt((model, x, _) => model.call(x).sub(full(8, 3, double.NaN).to(ScalarType.Float32)).pow(2).mean()),
            "a target that is not finite"
        );

    [Fact]
    public void Infinity_among_the_inputs_of_many_batches() =>
        Says(
            Halt((model, x, step) => model.call(step < 40 && step % 2 == 0 ? x : x.div(0)).pow(2).mean()),
            "it is the data: the inputs of",
            "refused batches hold NaN or infinities, those of the steps that were taken do not",
            "Find these rows"
        );

    [Fact]
    public void Inputs_far_larger_than_the_others() =>
        Says(
            Halt((model, x, step) => ((Linear)model.children().First()).call(step < 40 && step % 2 == 0 ? x : x.mul(1e30)).pow(2).mean()),
            "it is the data: the inputs of refused batches reach",
            "those of the steps that were taken at most"
        );

    [Fact]
    public void A_target_that_connectionist_classification_cannot_reach() =>
        Says(
            Halt(
                (model, x, _) =>
                    F.ctc_loss(
                        F.log_softmax(model.call(x), 1).unsqueeze(1).expand(8, 2, 3),
                        full([2, 8], 1, dtype: ScalarType.Int64),
                        full([2], 8, dtype: ScalarType.Int64),
                        full([2], 8, dtype: ScalarType.Int64)
                    )
            ),
            "loss is Infinity",
            "a target that cannot be reached"
        );

    [Fact]
    public void A_learning_rate_that_blew_the_weights_up()
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 1e25);
        Says(
            Halt(model, optimizer, (net, x, _) => net.call(x).pow(2).mean(), new() { Rules = [Rules.Escalate()] }),
            "the outputs of the network have become as large as",
            "have grown to a size of",
            "smaller learning rate"
        );
    }

    [Fact]
    public void Gradients_beyond_the_range_of_float16()
    {
        using var model = Net().to(ScalarType.Float16);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        Says(
            Halt(model, optimizer, (net, x, _) => net.call(x.to(ScalarType.Float16)).to(ScalarType.Float32).mul(1e6).pow(2).mean(), Plain),
            "leaves the range of float16",
            "guard.Backward(loss)"
        );
    }

    [Fact]
    public void An_activation_of_ones_own_that_divides_by_zero()
    {
        using var model = nn.Sequential(("in", nn.Linear(4, 6)), ("reciprocal", new Reciprocal()), ("out", nn.Linear(6, 3)));
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        Says(
            Halt(model, optimizer, (net, x, _) => net.call(x).pow(2).mean(), Plain),
            "the outputs of the network are not (first between in and out)",
            "Look there for a division by 0"
        );
    }

    [Fact]
    public void A_derivative_that_breaks_in_the_middle_of_the_network()
    {
        using var model = nn.Sequential(("in", nn.Linear(4, 6)), ("root", new Root()), ("out", nn.Linear(6, 3)));
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        Says(
            Halt(model, optimizer, (net, x, _) => net.call(x).pow(2).mean(), Plain),
            "The gradients from out.weight on are finite, that of in.bias is not: most likely it is between the two"
        );
    }

    [Fact]
    public void Weights_that_were_broken_before()
    {
        using var model = Net();
        using (no_grad())
            ((Linear)model.children().Last()).weight[0].fill_(double.NaN);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        Says(
            Halt(model, optimizer, (net, x, _) => net.call(x).pow(2).mean(), Plain),
            "the weights of out.weight are not finite themselves",
            "an earlier checkpoint"
        );
    }

    [Fact]
    public void A_rule_of_ones_own_that_halts_at_once_keeps_its_words()
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        Assert.EndsWith(
            "enough",
            Halt(
                model,
                optimizer,
                (net, x, _) => net.call(x).pow(2).mean(),
                new() { Rules = [Rules.When("mine", reading => reading.Step < 5 ? Verdict.Proceed : Verdict.Halt("enough"))] }
            ),
            StringComparison.Ordinal
        );
    }

    internal static Sequential Net() => nn.Sequential(("in", nn.Linear(4, 6)), ("act", nn.Tanh()), ("out", nn.Linear(6, 3)));

    private static string Halt(Func<nn.Module<Tensor, Tensor>, Tensor, int, Tensor> loss)
    {
        using var model = Net();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        return Halt(model, optimizer, loss, Plain);
    }

    private static string Halt(
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Func<nn.Module<Tensor, Tensor>, Tensor, int, Tensor> lossOf,
        GuardOptions options
    )
    {
        using var guard = StepGuard.For(model, optimizer, options);
        var halt = Assert.Throws<TrainingHaltedException>(() =>
        {
            for (var step = 0; step < 200; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = lossOf(model, randn(8, 4), step);
                loss.backward();
                guard.Step(loss);
            }
        });
        return halt.Message;
    }

    private static void Says(string halt, params string[] words) =>
        Assert.All(words, it => Assert.Contains(it, halt, StringComparison.Ordinal));

    private sealed class Reciprocal() : nn.Module<Tensor, Tensor>("reciprocal")
    {
        public override Tensor forward(Tensor x) => x.relu().reciprocal();
    }

    private sealed class Root() : nn.Module<Tensor, Tensor>("root")
    {
        public override Tensor forward(Tensor x) => x.sub(x.detach()).sqrt();
    }
}
