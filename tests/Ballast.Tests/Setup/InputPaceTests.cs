using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A learning rate that was right for inputs as they were is right for them once they are standardised.</summary>
[TensorTests]
public sealed class InputPaceTests
{
    [Theory]
    [InlineData(1e-5, 1)]
    [InlineData(1e-5, 8)]
    [InlineData(1e-5, 32)]
    [InlineData(1e-3, 8)] // explodes without a guard
    public void A_line_through_large_inputs_is_learnt_as_fast_as_without_a_guard(double rate, int batch)
    {
        random.manual_seed(batch);
        using var model = nn.Linear(1, 1);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), rate);
        const int steps = 1200;
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Horizon = steps });
        (Tensor X, Tensor Y) Batch(int index)
        {
            var x = randint(0, 200, [batch, 1], generator: new Generator((ulong)index)).to(ScalarType.Float32);
            return (x, x.mul(2));
        }

        Tensor Loss((Tensor X, Tensor Y) batch) => nn.functional.mse_loss(model.call(batch.X), batch.Y);
        guard.Prepare(Enumerable.Range(0, 20).Select(Batch), Loss);
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = Loss(Batch(i));
            guard.Backward(loss);
            guard.Step(loss);
        }

        var test = arange(200).to(ScalarType.Float32).view(-1, 1);
        // of a constant's: r2 above 0.98
        Assert.InRange(nn.functional.mse_loss(model.call(test), test.mul(2)).item<float>(), 0, 0.02f * 13_000);
    }

    [Theory]
    [InlineData(1e-5)]
    [InlineData(3e-6)]
    public void One_line_alone_keeps_it_too(double rate)
    {
        random.manual_seed(5);
        using var model = nn.Linear(3, 1);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), rate);
        using var guard = StepGuard.For(model, optimizer);
        var last = new Queue<double>();
        var words = "";
        for (var i = 0; i < 600; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var x = randn([64, 3], generator: new Generator((ulong)i)).mul(100);
            var loss = nn.functional.mse_loss(model.call(x), x.sum([1L], keepdim: true));
            loss.backward();
            var record = guard.Step(loss);
            Assert.NotEqual("set-up: ", record.Verdict.Reason);
            words += string.Join(" ", record.Edits);
            last.Enqueue(record.Loss);
            if (last.Count > 20)
                last.Dequeue();
        }

        Assert.Contains(
            words.Contains("taken back", StringComparison.Ordinal) ? "taken back" : "the learning rate is one for",
            words,
            StringComparison.Ordinal
        );
        Assert.InRange(last.Average(), 0, 0.05 * 30_000); // of a constant's: standardised inputs alone would leave 0.99 of it at this rate
    }

    [Fact]
    public void A_rate_for_inputs_of_size_1_is_left_alone()
    {
        using var model = nn.Sequential(("a", nn.Linear(8, 32)), ("relu", nn.ReLU()), ("b", nn.Linear(32, 1)));
        using var guard = StepGuard.For(model, Ballast.Optimizers.Adam(model.parameters(), 1e-3));
        var done = guard
            .Prepare(Enumerable.Range(0, 5), i => nn.functional.mse_loss(model.call(randn(64, 8).mul(100).add(300)), randn(64, 1)))
            .Done;
        Assert.StartsWith("inputs have size", Assert.Single(done), StringComparison.Ordinal);
    }
}
