using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Dropout inside recurrent cells.</summary>
[TensorTests]
public sealed class CellDropoutTests
{
    private const long N = 6,
        Steps = 9,
        Inputs = 4,
        Width = 5;
    private static readonly string[] Names = ["variational-dropout", "recurrent-dropout", "zoneout"];

    [Fact]
    public void Variational_dropout_locks_one_mask_a_sequence()
    {
        var module = Dropouts.Variational(0.5, 1);
        var y = module.call(ones(N, Steps, Width));
        Assert.True(DropoutBattery.Same(y, y.narrow(1, 0, 1).expand_as(y)));
        Assert.False(DropoutBattery.Same(y, module.call(ones(N, Steps, Width))));
        Assert.Equal(2, module.Calls);
    }

    [Fact]
    public void Recurrent_dropout_draws_anew_at_each_step()
    {
        var y = Dropouts.Recurrent(0.5, 1).call(ones(N, Steps, Width));
        Assert.False(DropoutBattery.Same(y, y.narrow(1, 0, 1).expand_as(y)));
    }

    [Fact]
    public void Zoneout_holds_exactly_the_value_before_or_takes_the_new_one()
    {
        var (module, before, after) = (Dropouts.Zoneout(0.3, 1), randn(400, Width), randn(400, Width));
        var next = module.Begin(before).Next(before, after);
        var (held, taken) = (next.eq(before), next.eq(after));
        Assert.True(held.logical_xor(taken).all().item<bool>());
        Assert.Equal(0.3, held.to(ScalarType.Float32).mean().item<float>(), 0.05);
        module.eval();
        Assert.True(module.Begin(before).Next(before, after).allclose((0.3 * before) + (0.7 * after), atol: 1e-6));
    }

    /// <summary>Almost always held, a state stays what it was at first: 0. So an LSTM that is zoned out says nothing.</summary>
    [Fact]
    public void Zoneout_holds_the_output_and_the_memory_of_an_lstm()
    {
        var cell = Filled(new Lstm(Inputs, Width, everyStep: true, Dropouts.Zoneout(0.5, 1)));
        var y = cell.call(randn(N, Steps, Inputs));
        var first = y.select(1, 0);
        Assert.InRange(first.eq(0).to(ScalarType.Float32).mean().item<float>(), 0.2, 0.8);
        // what is held stays bit for bit
        Assert.InRange(y.narrow(1, 1, Steps - 1).eq(y.narrow(1, 0, Steps - 1)).to(ScalarType.Float32).mean().item<float>(), 0.35, 0.65);
    }

    /// <summary>A cell that reads its state only through dropout at a rate close to 1 forgets: no step depends on an earlier one.</summary>
    [Fact]
    public void Variational_dropout_stands_between_state_and_recurrent_weights()
    {
        var cell = Filled(new Rnn(Inputs, Width, nn.Tanh(), everyStep: true, Dropouts.Variational(0.999999, 1)));
        var (x, y) = (randn(N, Steps, Inputs), default(Tensor)!);
        y = cell.call(x);
        Assert.True(y.allclose(cell.Input.call(x).tanh()));
    }

    /// <summary>Nothing is let in: an LSTM's memory and output stay 0; a GRU's state too.</summary>
    [Fact]
    public void Recurrent_dropout_stands_before_what_is_let_in()
    {
        foreach (
            var cell in new Recurrence[]
            {
                Filled(new Lstm(Inputs, Width, true, Dropouts.Recurrent(0.999999, 1))),
                Filled(new Gru(Inputs, Width, true, Dropouts.Recurrent(0.999999, 1))),
            }
        )
            Assert.Equal(0, cell.call(randn(N, Steps, Inputs)).abs().max().item<float>());
    }

    [Fact]
    public void Without_training_or_rate_a_cell_is_the_plain_one()
    {
        var x = randn(N, Steps, Inputs);
        foreach (var name in Names)
        {
            var plain = Filled(new Gru(Inputs, Width, true));
            var still = Filled(new Gru(Inputs, Width, true, Regularization.Cell(name, 0, 1)));
            var evaluated = Filled(new Gru(Inputs, Width, true, Regularization.Cell(name, 0.5, 1)));
            evaluated.eval();
            Assert.True(DropoutBattery.Same(plain.call(x), still.call(x)));
            Assert.Equal(name != "zoneout", DropoutBattery.Same(plain.call(x), evaluated.call(x)));
        }
    }

    [Fact]
    public void What_is_no_sequence_is_refused() =>
        Assert.Contains(
            "Zoneout needs [n, steps, width]; this is [3, 4].",
            Assert.Throws<ArgumentException>(() => Dropouts.Zoneout(0.1, 1).call(ones(3, 4))).Message,
            StringComparison.Ordinal
        );

    private static T Filled<T>(T cell)
        where T : Recurrence
    {
        using var weights = new Generator(3);
        cell.Initialise(Initializations.LeCun(), Initializations.Orthogonal(), weights);
        return cell;
    }
}
